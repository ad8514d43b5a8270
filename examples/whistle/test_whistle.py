from narrate.testing import check_backend
from whistle import WhistleBackend


def test_the_contract_holds():
    check_backend(WhistleBackend(1.0))
