"""The OpenAPI document is true: whatever fits or breaks it is answered without a fault of the service."""

import hashlib
import hmac
import json
import re
import time

import httpx
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from rig import GHOST_SECRET, TOKEN

from narrate.errors import RequestRefused
from narrate.service.app import ENDPOINTS, document
from narrate.service.messages import ArticleRequest, decode

OPERATIONS = [
    (path, method)
    for path, item in document("http://127.0.0.1").get("paths").items()
    for method in item
    if method != "parameters"
]


def test_every_operation_has_a_name_of_its_own():
    assert len(OPERATIONS) == len(ENDPOINTS) == len({each.name for each in ENDPOINTS})


@pytest.mark.parametrize("each", ENDPOINTS, ids=lambda each: each.name)
def test_every_variable_of_a_path_is_described(each):
    path = each.path.replace(":kind", "")
    described = document("http://127.0.0.1")["paths"][path][each.method.lower()]["parameters"]
    assert {entry["name"] for entry in described if entry["in"] == "path"} == set(re.findall(r"{(\w+)}", path))


def test_the_schema_of_an_article_is_what_is_accepted():
    schema = document("http://127.0.0.1")["components"]["schemas"]["ArticleRequest"]
    assert schema["additionalProperties"] is False
    decode(json.dumps(dict.fromkeys(schema["properties"])).encode(), ArticleRequest)
    with pytest.raises(RequestRefused, match="unknown field `titel`"):
        decode(b'{"titel": "Storm"}', ArticleRequest)


@pytest.fixture(scope="module")
def schema(shared_service):
    raw = dict(document(f"http://127.0.0.1:{shared_service.port}"))
    made = pytest.importorskip("schemathesis").openapi.from_dict(raw)
    made.config.base_url = f"http://127.0.0.1:{shared_service.port}"
    return made


@pytest.mark.slow
@pytest.mark.parametrize(("path", "method"), OPERATIONS, ids=lambda value: value)
def test_no_request_meets_a_fault(schema, path, method):
    from schemathesis import GenerationMode
    from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

    operation = schema[path][method.upper()]
    strategy = st.one_of(operation.as_strategy(), operation.as_strategy(generation_mode=GenerationMode.NEGATIVE))

    @settings(
        max_examples=25,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    @given(strategy)
    def ask(case):
        headers = {"authorization": f"Bearer {TOKEN}"}
        answer = case.call(headers=headers)
        assert answer.status_code < 500 or answer.status_code in {501, 503}, answer.text
        case.validate_response(answer, checks=[status_code_conformance, response_schema_conformance])

    ask()


@pytest.mark.slow
@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(
                st.sampled_from(
                    [
                        "post",
                        "page",
                        "current",
                        "previous",
                        "id",
                        "status",
                        "title",
                        "html",
                        "tags",
                        "visibility",
                        "url",
                    ]
                )
                | st.text(max_size=5),
                inner,
                max_size=6,
            )
        ),
        max_leaves=20,
    )
)
def test_a_signed_hook_of_any_content_meets_no_fault(shared_service, content):
    body = json.dumps(content).encode()
    stamp = str(int(time.time() * 1000))
    digest = hmac.new(GHOST_SECRET.encode(), body + stamp.encode(), hashlib.sha256).hexdigest()
    url = f"http://127.0.0.1:{shared_service.port}/hooks/ghost"
    answer = httpx.post(
        url, content=body, headers={"x-ghost-signature": f"sha256={digest}, t={stamp}"}, trust_env=False
    )
    assert answer.status_code in {202, 400, 409, 422}, answer.text
