"""What a shop's own messages tell: acknowledgement, status, ETA and day, and what of it reaches raw."""

from __future__ import annotations

import re
from datetime import date, datetime

import polars as pl
import pytest

from tests.test_score import raw_ticket, write_raw
from wismo.errors import WismoError
from wismo.home import Home, project_root
from wismo.intake.brand import Brand, write_brand
from wismo.intake.raw import REPLY_LABEL_COLUMNS
from wismo.score.replies import label_replies
from wismo.score.reply_phrases import read_reply_phrases
from wismo.score.reply_run import score_replies

SEEDS = project_root() / "seeds"
WEDNESDAY = datetime(2026, 12, 2, 15, 0)  # noqa: DTZ001 - the brand's clock


def label(*bodies, written=WEDNESDAY):
    batch = pl.DataFrame({"body": list(bodies)}).with_columns(written=pl.lit(written))
    return label_replies(batch, read_reply_phrases(SEEDS / "reply_phrases.csv")).to_dicts()


PROMISES = [
    ("Hi Ann, it should arrive by Friday.", (12, 4)),
    ("Your parcel will be delivered on 12 December.", (12, 12)),
    ("It will be with you by December 12th!", (12, 12)),
    ("Estimated delivery: 12/12.", (12, 12)),
    ("Estimated delivery: 12/4/2026", (12, 4)),
    ("Expected delivery date: 2026-12-09", (12, 9)),
    ("You should receive it within 2-3 business days.", (12, 7)),
    ("Please allow up to 10 business days for delivery.", (12, 16)),
    ("It arrives tomorrow between 10:00 and 12:00.", (12, 3)),
    ("It will arrive next Monday.", (12, 7)),
    ("It will be delivered today.", (12, 2)),
    ("Delivery between Tuesday and Thursday.", (12, 10)),
    ("It should arrive between December 12 and 14.", (12, 14)),
    ("The delivery window is Dec 4 - Dec 8.", (12, 8)),
    ("Delivery expected within 48 hours.", (12, 4)),
    ("Looks like it got held up due to the storm. New ETA is Dec 7.", (12, 7)),
    ("They're saying Friday for delivery.", (12, 4)),
    ("Your order shipped yesterday and should arrive by Saturday.", (12, 5)),
    ("<p>Hello,</p><p>Your parcel arrives by <b>Friday</b>.</p><br>--<br>Ann", (12, 4)),
    ("Ihr Paket kommt morgen an.", (12, 3)),
    ("Guten Morgen, Ihr Paket wird am Freitag zugestellt.", (12, 4)),
    ("DHL gibt als Liefertermin den 07.12.2026 an.", (12, 7)),
    ("Sie erhalten Ihr Paket in zwei bis drei Werktagen.", (12, 7)),
    ("Es sollte spätestens übermorgen bei Ihnen sein.", (12, 4)),
    ("Su pedido llegará el viernes.", (12, 4)),
    ("Debería llegarle entre el jueves y el viernes.", (12, 4)),
    ("Recibirá su pedido en dos o tres días.", (12, 5)),
    ("Llegará mañana.", (12, 3)),
    ("Votre colis sera livré vendredi.", (12, 4)),
    ("Livraison estimée entre le 4 et le 6 décembre.", (12, 6)),
    ("O seu pedido chega até sexta-feira.", (12, 4)),
    ("O seu pedido saiu hoje e deve chegar dentro de 3 dias úteis.", (12, 7)),
    ("Il pacco arriverà entro due giorni lavorativi.", (12, 4)),
    ("Il suo ordine è stato spedito lunedì, la consegna è prevista per domani.", (12, 3)),
    ("Je pakket wordt morgen bezorgd.", (12, 3)),
    ("Je bestelling is vandaag verzonden en wordt vrijdag bezorgd.", (12, 4)),
]


@pytest.mark.parametrize(("body", "day"), PROMISES)
def test_a_day_of_arrival_is_read(body, day):
    [row] = label(body)
    assert (row["gives_eta"], row["eta_date"], row["is_acknowledgement"]) == (True, date(2026, *day), False)


@pytest.mark.parametrize(
    "body",
    [
        "It will arrive next Friday.",  # this week's or the one after
        "It arrives on Wednesday.",  # written on one
        "Estimated delivery: 3/4",  # March or April, neither near
        "Delivery is scheduled for next week.",
        "You'll have it by the weekend!",
    ],
)
def test_a_day_that_is_not_sure_stays_open(body):
    [row] = label(body)
    assert (row["gives_eta"], row["eta_date"]) == (True, None)


@pytest.mark.parametrize(
    "body",
    [
        "It was delivered on Tuesday.",
        "It was supposed to arrive on Monday.",
        "It should have been delivered by Friday.",
        "Your refund will arrive within 5-10 business days.",
        "We'll have an update for you by Friday.",
        "We expect to restock on Monday.",
        "If it has not arrived by Friday, please write to us.",
        "Has it arrived by Friday?",
        "It ships tomorrow.",
        "Your order shipped on Monday and should arrive shortly.",
        "Delivery is usually 5-7 business days from the order date.",
        "Ihr Paket wurde am Montag zugestellt.",
        "Ya hemos tramitado el reembolso, lo verá en 5 días hábiles.",
        "The tracking number is 12/12 and it may take a while",
        "We are here 24/7 for your delivery.",
        "Thanks!\n\nOn Monday, Ann <a@b.example> wrote:\n> it arrives by Friday they said",
    ],
)
def test_other_days_are_no_promise(body):
    [row] = label(body)
    assert (row["gives_eta"], row["eta_date"]) == (False, None)


@pytest.mark.parametrize(
    ("body", "gives_status"),
    [
        ("Your parcel is in transit with UPS.", True),
        ("UPS shows it as delivered on December 1. Could you ask your neighbours?", True),
        ("I can see the tracking hasn't updated since Monday.", True),
        ("It is on backorder, sorry: it will ship once it is in stock.", True),
        ("Leider gibt es eine Verzögerung im Verteilzentrum.", True),
        ("Su paquete está retenido en aduanas.", True),
        ("Votre colis est en transit.", True),
        ("O pacote está em trânsito.", True),
        ("Il pacco è in consegna.", True),
        ("Uw pakket is onderweg.", True),
        ("Once it ships you will get a number.", False),
        ("Has it been delivered?", False),
        ("Let me look into this for you.", False),
        ("Could you confirm your order number and address?", False),
        ("I'm asking UPS and will get back to you.", False),
        ("", False),
    ],
)
def test_a_status_is_told_or_not(body, gives_status):
    [row] = label(body)
    assert (row["gives_status"], row["gives_eta"]) == (gives_status, False)


@pytest.mark.parametrize(
    ("body", "is_acknowledgement"),
    [
        ("Hi Bob, thanks for reaching out! We got your message and will answer within one business day.", True),
        ("Thanks for contacting Acme! Your request (#88213) has been received and is being reviewed by us.", True),
        ("Vielen Dank für Ihre Nachricht! Wir melden uns innerhalb von 24 Stunden.", True),
        ("Merci de nous avoir contactés. Nous vous répondrons dans les plus brefs délais.", True),
        ("Gracias por contactarnos, hemos recibido su mensaje y le responderemos en breve.", True),
        ("Recebemos a sua mensagem. Responderemos em breve.", True),
        ("Grazie per averci contattato. Ti risponderemo il prima possibile.", True),
        ("Bedankt voor je bericht! We reageren binnen 24 uur.", True),
        ("This is an automated message. Orders arrive within 3-5 business days.", True),
        ("Thanks for reaching out! I've passed this on to our warehouse.", False),
        ("Thanks for writing. Your package is delayed and should reach you by Saturday.", False),
        ("Ok, I have updated the address for you.", False),
    ],
)
def test_words_that_only_acknowledge_are_no_answer(body, is_acknowledgement):
    [row] = label(body)
    assert row["is_acknowledgement"] == is_acknowledgement
    if is_acknowledgement:
        assert (row["gives_status"], row["gives_eta"], row["eta_date"]) == (False, False, None)


def test_the_year_turns_and_working_days_leave_out_the_weekend():
    late = datetime(2026, 12, 31, 9, 0)  # noqa: DTZ001 - a Thursday on the brand's clock
    days = [row["eta_date"] for row in label("Arriving Jan. 3.", "It arrives in 2 business days.", written=late)]
    assert days == [date(2027, 1, 3), date(2027, 1, 4)]
    [saturday] = label("It arrives in 2 business days.", written=datetime(2026, 12, 5, 9, 0))  # noqa: DTZ001
    assert saturday["eta_date"] == date(2026, 12, 8)


def test_the_same_text_is_known_again_whoever_gets_it_unless_it_tells_or_asks():
    one, other, telling, asking = label(
        "Hi Ann, I passed NL123 on to a colleague.",
        "Hello Bob Miller!\nI passed NL98765 on to a colleague.",
        "Hi Ann, it is in transit.",
        "Hi Ann, which colour?",
    )
    assert one["repeated"] == other["repeated"] != ""
    assert (telling["repeated"], asking["repeated"]) == (None, None)


@pytest.fixture
def home(tmp_path):
    return Home(tmp_path)


def reply(number, body="It arrives tomorrow.", created_at="2026-12-02T20:00:00Z", **more):
    return {
        "source_system": "desk",
        "source_account": "shop",
        "ticket_id": "1",
        "message_id": str(number),
        "author_id": None,
        "created_at": created_at,
        "direction": "out",
        "is_public": "true",
        "is_automated": "false",
        "body": body,
        "_record": "a",
    } | more


def read(home):
    frame = pl.read_parquet(home.raw / "reply_labels" / "*.parquet")
    assert tuple(frame.columns) == REPLY_LABEL_COLUMNS
    assert set(frame.dtypes) == {pl.String}
    return {row["message_id"]: row for row in frame.to_dicts()}


def test_only_public_answers_of_ours_are_read_and_the_newest_version_counts(home):
    write_raw(home, "tickets", [raw_ticket("1", requester_id="ann")])
    write_raw(
        home,
        "ticket_messages",
        [
            reply(1),
            reply(1, "It arrives on Friday.", _record="b"),
            reply(2, direction="in"),
            reply(3, is_public="false"),
            reply(4, is_automated="true"),
            reply(5, " "),
            reply(6, direction=None, author_id="ann"),
            reply(7, direction=None, author_id="agent"),
            reply(8, None),
        ],
    )
    contact = {"source_system": "desk", "source_account": "shop", "contact_id": "agent", "role": "agent"}
    write_raw(home, "contacts", [contact | {"updated_at": None, "_record": "a"}])
    assert score_replies(home, SEEDS) == 2
    assert {key: row["eta_date"] for key, row in read(home).items()} == {"1": "2026-12-04", "7": "2026-12-03"}


def test_days_are_those_of_the_brand(home):
    write_brand(home, Brand(time_zone="America/Los_Angeles"))
    write_raw(home, "ticket_messages", [reply(1, created_at="2026-12-03T05:00:00Z")])
    score_replies(home, SEEDS)
    assert read(home)["1"]["eta_date"] == "2026-12-03"
    write_brand(home, Brand(time_zone="Europe/Berlin"))
    assert score_replies(home, SEEDS) == 1
    assert read(home)["1"]["eta_date"] == "2026-12-04"


def test_a_second_run_scores_nothing_and_only_what_changed_is_scored(home, tmp_path):
    write_raw(home, "ticket_messages", [reply(number) for number in range(40)])
    assert score_replies(home, SEEDS) == 40
    file = home.raw / "reply_labels" / "labels.parquet"
    before = file.stat().st_mtime_ns
    assert score_replies(home, SEEDS) == 0
    assert file.stat().st_mtime_ns == before
    write_raw(home, "ticket_messages", [reply(0), reply(1, "It arrives on Friday.")])
    assert score_replies(home, SEEDS) == 1
    assert len(read(home)) == 2
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    words = (SEEDS / "reply_phrases.csv").read_text(encoding="utf-8")
    (seeds / "reply_phrases.csv").write_text(words + "en,status,,gone fishing,\n", encoding="utf-8")
    assert score_replies(home, seeds) == 2


def test_nothing_loaded_leaves_an_empty_typed_file(home):
    assert score_replies(home, SEEDS) == 0
    assert read(home) == {}


def test_labels_hold_no_words_and_odd_messages_pass(home):
    bodies = ["Ann Smith, ann@mail.example: it arrives tomorrow.", "😡" * 9_000, "<" * 90_000]
    bodies += [
        "it\x00 arrives\x01 tomorrow",
        "2026-02-31 31/02 99.99. delivery",
        "arrives in 99999999999 days",
        "It arrives in 4000 hours",
    ]
    write_raw(home, "ticket_messages", [reply(number, body) for number, body in enumerate(bodies)])
    assert score_replies(home, SEEDS) == len(bodies)
    labels = read(home)
    assert [labels[key]["eta_date"] for key in "0123456"] == ["2026-12-03", None, None, "2026-12-03", None, None, None]
    hashes = ("model_version", "text_key", "repeat_key")
    written = " ".join(str(value) for row in labels.values() for name, value in row.items() if name not in hashes)
    assert not re.search(r"ann|smith|mail|arriv|tomorrow", written, re.IGNORECASE)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda words: words + "en,status,,(,\n", "not a regular expression"),
        (lambda words: words + "en,weekday,9,someday,\n", "no kind 'weekday' with the value '9'"),
        (lambda words: words.replace("language,kind", "language,sort"), "lacks the column kind"),
        (lambda words: re.sub(r"\*,next,.*\n", "", words), "no row of the kind next"),
    ],
)
def test_a_seed_that_cannot_be_used_is_explained(tmp_path, change, sentence):
    path = tmp_path / "reply_phrases.csv"
    path.write_text(change((SEEDS / "reply_phrases.csv").read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(WismoError, match=re.escape(sentence)):
        read_reply_phrases(path)
    path.unlink()
    with pytest.raises(WismoError, match="cannot be read"):
        read_reply_phrases(path)
