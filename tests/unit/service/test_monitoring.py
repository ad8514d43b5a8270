"""What operators read: figures that Prometheus can parse, log lines that nobody can forge."""

import json
import logging

import pytest
from prometheus_client.parser import text_string_to_metric_families

from narrate.service.monitoring import Metrics, set_up_logs


def figures(metrics, jobs=None):
    text = metrics.exposition(jobs or {}, waited_s=1.5, recordings=3).decode()
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_answers_are_counted_by_route_method_and_status():
    metrics = Metrics()
    for status in (202, 202, 401):
        metrics.count("/articles", "POST", status, 0.02)
    assert figures(metrics)["narrate_http_requests_total", "POST", "/articles", "202"] == 2
    assert figures(metrics)["narrate_http_requests_total", "POST", "/articles", "401"] == 1


def test_a_bucket_holds_all_answers_up_to_its_bound():
    metrics = Metrics()
    for took_s in (0.005, 0.02, 30.0):
        metrics.count("/feed.xml", "GET", 200, took_s)
    seen = figures(metrics)
    counts = [seen["narrate_http_seconds_bucket", bound, "/feed.xml"] for bound in ("+Inf", "0.005", "0.025", "10.0")]
    assert counts == [3, 1, 2, 2]


def test_a_state_that_no_job_has_any_more_is_gone():
    metrics = Metrics()
    assert figures(metrics, {("voice", "todo"): 2})["narrate_jobs", "voice", "todo"] == 2
    assert ("narrate_jobs", "voice", "todo") not in figures(metrics, {("voice", "done"): 2})


def test_two_services_of_one_process_count_for_themselves():
    first, second = Metrics(), Metrics()
    first.count("/healthz", "GET", 200, 0.001)
    assert ("narrate_http_requests_total", "GET", "/healthz", "200") not in figures(second)


@pytest.fixture
def written(capsys):
    logger = logging.getLogger("narrate")
    before = logger.handlers, logger.level

    def log(message, *, as_json):
        set_up_logs(as_json=as_json)
        logger.warning(message)
        return capsys.readouterr().err

    yield log
    logger.handlers, logger.level = before


def test_a_line_break_in_a_title_makes_no_second_line(written):
    assert written("Storm\nERROR forged", as_json=False).count("\n") == 1


def test_a_json_line_holds_time_level_and_message(written):
    entry = json.loads(written("Storm", as_json=True))
    assert (entry["level"], entry["name"], entry["message"]) == ("warning", "narrate", "Storm")
