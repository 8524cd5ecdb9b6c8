"""Publishing: what is published stays as it was."""

import copy

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from eventsapp.core.words import Words
from eventsapp.deliberation.models import Proposal
from eventsapp.events.rules import Status
from eventsapp.reports import services
from eventsapp.reports.rules import SectionKey
from tests import factories
from tests.reports import workshop


def test_a_published_version_stays_when_the_data_change(db: Session) -> None:
    event = workshop.held(db).event
    report = services.begin(event, "en")
    version = services.publish(report, by="Rosa")
    document, pdf = copy.deepcopy(version.document), version.pdf
    event.title = Words.of(en="Another title")
    for proposal in db.scalars(select(Proposal)):
        proposal.title = "Another practice"
    services.write(report, SectionKey.SUMMARY, "Another summary", seen="")
    db.commit()
    db.expire_all()

    assert (version.document, version.pdf) == (document, pdf)
    assert "Another" not in str(version.document)


def test_publishing_makes_the_event_reported(db: Session) -> None:
    event = factories.event(status=Status.HELD)

    version = services.publish(services.begin(event, "en"), by="Rosa")

    assert (event.status, version.number, version.published_by) == (Status.REPORTED, 1, "Rosa")
    assert version.pdf.startswith(b"%PDF-")


def test_an_event_that_was_not_held_has_nothing_to_report(db: Session) -> None:
    report = services.begin(factories.event(status=Status.OPEN), "en")

    with pytest.raises(services.NotHeld):
        services.publish(report, by="Rosa")


def test_a_correction_is_a_new_version_with_a_reason(db: Session) -> None:
    report = services.begin(factories.event(status=Status.HELD), "en")
    services.publish(report, by="Rosa")
    with pytest.raises(services.ReasonMissing):
        services.publish(report, by="Rosa", correction=" ", seen=1)

    services.publish(report, by="Rosa", correction="A name was wrong.", seen=1)

    assert [(it.number, it.correction) for it in report.versions] == [
        (1, None),
        (2, "A name was wrong."),
    ]


def test_the_same_click_twice_publishes_once(db: Session) -> None:
    report = services.begin(factories.event(status=Status.HELD), "en")
    services.publish(report, by="Rosa", seen=0)

    with pytest.raises(services.PublishedMeanwhile):
        services.publish(report, by="Rosa", seen=0)

    assert len(report.versions) == 1


def test_an_event_has_one_report(db: Session) -> None:
    event = factories.event()
    services.begin(event, "en")

    with pytest.raises(services.AlreadyBegun):
        services.begin(event, "es")


def test_two_people_do_not_overwrite_each_other(db: Session) -> None:
    report = services.begin(factories.event(), "en")
    services.write(report, SectionKey.LESSONS, "First", seen="")

    with pytest.raises(services.ChangedMeanwhile):
        services.write(report, SectionKey.LESSONS, "Second", seen="")

    services.write(report, SectionKey.LESSONS, "First and second", seen="First")
    assert [remark.text for remark in report.remarks] == ["First and second"]
