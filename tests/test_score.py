"""What the words of a ticket say: phrases in seven languages, references, and a step that repeats itself."""

import csv
import json
import re
import shutil

import polars as pl
import pytest

from wismo.errors import WismoError
from wismo.home import Home, project_root
from wismo.intake.brand import Brand, write_brand
from wismo.score.labels import label, make_scorer
from wismo.score.run import LABEL_COLUMNS, score_raw
from wismo.training.evaluate import threshold

SEEDS = project_root() / "seeds"
# From this confidence on the models take it that a message asks for its order.
ENOUGH = threshold(SEEDS, "words_confidence")


@pytest.fixture(scope="module")
def scorer():
    return make_scorer(Brand(), SEEDS)


def labels_of(scorer, *messages, subject=None):
    schema = {"subject": pl.String, "message": pl.String}
    frame = pl.DataFrame({"subject": [subject] * len(messages), "message": messages}, schema=schema)
    return label(frame, scorer).to_dicts()


def by_message(scorer, messages):
    return dict(zip(messages, labels_of(scorer, *messages), strict=True))


ASKS_WHERE_IT_IS = [
    "wheres my order",
    "WHERE IS MY STUFF???",
    "tracking??",
    "any update?",
    "still waiting",
    "eta",
    "has it shipped yet",
    "havent recieved my pakage",
    "Package lost?",
    "My tracking hasn't moved in a week",
    "when's my order going to come, it's been 3 weeks",
    "Hi! I bought a blanket for my sister and the parcel should have been here on Monday. What happened?",
    "it says delivered but i dont have it",
    "The carrier left my package at the wrong house",
    "the tracking number you sent is invalid",
    "¿Dónde está mi pedido?",
    "No me ha llegado el paquete y ya pasaron dos semanas",
    "Me sale como entregado pero aquí no hay nada",
    "Wo bleibt mein Paket?",
    "Ich habe meine Bestellung noch nicht bekommen",
    "Laut Sendungsverfolgung zugestellt, aber hier ist nichts angekommen",
    "Où est ma commande ?",
    "j'ai toujours pas reçu mon colis",
    "Cadê meu pedido???",
    "Ainda não recebi a encomenda, o prazo já passou",
    "Dov'è il mio ordine?",
    "Il pacco non è ancora arrivato",
    "Waar blijft mijn bestelling?",
    "Ik heb het pakje nooit ontvangen",
]

ASKS_SOMETHING_ELSE = [
    "where is my refund",
    "I sent the boots back, have you received my return yet?",
    "Status of my exchange?",
    "Please cancel order 48812",
    "I need to change the shipping address on my order",
    "Do you ship to Norway?",
    "how long does shipping usually take",
    "If I order today, when will it arrive?",
    "My vase arrived broken",
    "You sent me the wrong size",
    "The discount code does not work",
    "Thanks, got it!",
    "when will my new debit card arrive",
    "¿Cuándo me devuelven el dinero?",
    "¿Hacen envíos a Chile?",
    "Wann bekomme ich meine Rückerstattung?",
    "Ich möchte meine Bestellung stornieren",
    "Quand vais-je être remboursé ?",
    "Livrez-vous en Suisse ?",
    "Quando recebo meu reembolso?",
    "Vorrei cambiare l'indirizzo di consegna",
    "Quando arriva il rimborso?",
    "Wanneer krijg ik mijn geld terug?",
    "我的快递在哪里",
    "",
    "👍",
]


def test_a_question_about_an_order_on_its_way_is_wismo(scorer):
    found = by_message(scorer, ASKS_WHERE_IT_IS)
    assert [message for message in found if not found[message]["is_wismo_phrase"]] == []
    assert [message for message in found if found[message]["words_confidence"] < ENOUGH] == []


def test_any_other_question_is_not_wismo(scorer):
    found = by_message(scorer, ASKS_SOMETHING_ELSE)
    assert [message for message in found if found[message]["is_wismo_phrase"]] == []
    assert [message for message in found if found[message]["words_confidence"] >= ENOUGH] == []


REASON_OF = {
    "where is my order": "status",
    "my package is three days late": "late",
    "I never received my order": "not_received",
    "my parcel is stuck in customs": "stuck",
    "the tracking number does not work": "wrong_tracking",
    "tracking says delivered but nothing is here": "not_received",
}


def test_the_reason_is_the_most_telling_phrase(scorer):
    found = by_message(scorer, list(REASON_OF))
    assert {message: labels["customer_reason"] for message, labels in found.items()} == REASON_OF


LANGUAGE_OF = {
    message: language
    for language, message in [
        ("en", "when will my order be here"),
        ("es", "hola, cuando llega mi pedido"),
        ("de", "hallo, wann kommt meine Bestellung"),
        ("fr", "bonjour, je n'ai pas reçu ma commande"),
        ("pt", "oi, quando chega o meu pedido? não recebi"),
        ("it", "salve, quando arriva il mio ordine"),
        ("nl", "hallo, wanneer komt mijn bestelling aan"),
        ("other", "где мой заказ"),
        ("other", ""),
    ]
}


def test_the_language_is_told(scorer):
    found = by_message(scorer, list(LANGUAGE_OF))
    assert {message: labels["language"] for message, labels in found.items()} == LANGUAGE_OF


def test_delivered_claims_and_missing_parcels_are_separate_facts(scorer):
    claimed, missing, both = labels_of(
        scorer,
        "UPS says it was delivered",
        "I have not received my order",
        "marked as delivered, never arrived",
    )
    assert (claimed["says_delivered"], claimed["says_not_received"]) == (True, False)
    assert (missing["says_delivered"], missing["says_not_received"]) == (False, True)
    assert (both["says_delivered"], both["says_not_received"]) == (True, True)


def test_a_question_below_or_above_quoted_mail_is_read_and_the_mail_is_not(scorer):
    quoted = "On Tue, 3 Nov 2026 at 09:12, Shop <help@shop.example> wrote:\n> Where is my order? Read our FAQ\n"
    above, below, silent = labels_of(
        scorer, f"Where is my parcel?\n\n{quoted}", f"{quoted}\nwhere is my parcel?", f"Great, bye\n\n{quoted}"
    )
    assert above["is_wismo_phrase"]
    assert below["is_wismo_phrase"]
    assert not silent["is_wismo_phrase"]


@pytest.mark.parametrize(
    "signature",
    [
        "-- \nTrack my order at shop.example",
        "Sent from my iPhone, where is my order",
        "Kind regards,\nTrack my order Ltd",
    ],
)
def test_a_signature_asks_nothing(scorer, signature):
    assert not labels_of(scorer, f"What is it made of\n{signature}")[0]["is_wismo_phrase"]


def test_the_shops_own_subject_is_not_the_customers_question(scorer):
    [answer] = labels_of(scorer, "Lovely, see you", subject="Re: Where is my order? #48213")
    [question] = labels_of(scorer, "Ann", subject="Where is my order? #48213")
    assert not answer["is_wismo_phrase"]
    assert question["is_wismo_phrase"]
    assert answer["order_refs"] == question["order_refs"] == ["48213"]


def test_markup_is_taken_out(scorer):
    [found] = labels_of(scorer, "<div>Where&nbsp;is <b>my</b> order</div><style>p{}</style>")
    assert found["is_wismo_phrase"]


REFERENCES_OF = {
    message: (orders, tracking)
    for message, orders, tracking in [
        ("order #48213 please", ["48213"], []),
        ("my order number is NL-20113", ["NL-20113"], []),
        ("pedido 77123 y pedido 77124", ["77123", "77124"], []),
        ("1Z 999 AA1 01 2345 6784", [], ["1Z999AA10123456784"]),
        ("usps 9400-1118-9922-3817-5643-11", [], ["9400111899223817564311"]),
        ("tracking number 794612345678", [], ["794612345678"]),
        ("dhl 1234567890", [], ["1234567890"]),
        ("RR123456785DE is stuck", [], ["RR123456785DE"]),
        ("see https://shop.example/track?n=1Z999AA10123456784", [], ["1Z999AA10123456784"]),
        ("my RMA number is 448812", [], []),
        ("return label 99881234", [], []),
        ("ticket #5512", [], []),
        ("call me at 555-123-4567 or 5551234567", [], []),
        ("my package: 5551234567", [], []),
        ("I want to return order #48213", ["48213"], []),
        ("about my package, call 5551234567", [], []),
        ("my order? ring 5551234567 or my order, 5551234567", [], []),
        ("where is my parcel 794612345678", [], ["794612345678"]),
        ("card 4111 1111 1111 1111", [], []),
        ("write to ann48213@mail.example", [], []),
    ]
}


# Seven languages, a number on its own, split, with letters, two at once; then what only looks like an order's number.
CALLED_48213 = [
    "Bestellnummer: 48213",
    "Bestellung Nr. 48213",
    "meine Bestellnummer lautet 48213",
    "Auftragsnummer 48213",
    "n° de commande 48213",
    "commande n° 48213",
    "Commande numéro 48213",
    "mon numéro de commande est le 48213",
    "pedido nº 48213",
    "número de pedido: 48213",
    "el número de mi pedido es 48213",
    "nº do pedido 48213",
    "meu pedido é o 48213",
    "encomenda n.º 48213",
    "numero ordine 48213",
    "ordine n. 48213",
    "il mio ordine è il 48213",
    "bestelnummer 48213",
    "bestelling nr 48213",
    "mijn bestelnummer is 48213",
    "ordernummer 48213",
    "order no. 48213",
    "Order ID: 48213",
    "order number is: 48213",
    "# 48 213 where is it",
    "order 48 213 please",
    "it's 48213 thanks",
    "48213",
    "hi\n#48213\nthanks",
    "order48213",
    "order 48213, please call +49 171 2345678",
    "order 48213 of 12/03/2026 for 1,250.00 EUR",
]
CALLED_NOTHING = [
    "order from 2026-03-12",
    "my order 2026-03-12",
    "my order 12.03.2026",
    "order placed 12/03/2026",
    "order of $1001",
    "order 1001€",
    "order 1,001.50",
    "I paid 1001 euros for my order",
    "order 555-123-4567",
    "order +49 171 2345678",
    "my order to 10115 Berlin",
    "my order to Springfield, IL 62704",
    "apt #1001 is where my order should go",
    "gift card #1234 and my order",
    "customer number 48213",
    "Kundennummer 48213, wo ist meine Bestellung",
    "numero cliente 48213",
    "code postal 75011 pour ma commande",
    "order 2 of 3",
    "I ordered 3 items in 2025",
]
ORDERS_OF = {
    **{message: {"48213"} for message in CALLED_48213},
    **{message: set() for message in CALLED_NOTHING},
    "orders 48213 and 48214": {"48213", "48214"},
    "order #48213, #48214": {"48213", "48214"},
    "my order AB-1001": {"AB-1001"},
    "order #AB 1001": {"AB1001"},
    "order 1001-2": {"1001-2"},
    "order 1001 2 weeks ago": {"1001"},
}
TRACKING_OF = {
    "1Z999AA1O123456784": "1Z999AA10123456784",
    "lZ999AA10123456784": "1Z999AA10123456784",
    "94oo 1118 9922 3817 5643 11": "9400111899223817564311",
    "rr123456785gb": "RR123456785GB",
    "RR 123 456 785 DE": "RR123456785DE",
    "tracking 7946-1234-5678": "794612345678",
    "dpd 01234567890123": "01234567890123",
    "3SABCD123456789": "3SABCD123456789",
    "https://carrier.example/fedextrack/?trknbr=794612345678": "794612345678",
    "https://carrier.example/go/Track?tLabels=9400111899223817564311": "9400111899223817564311",
    "https://carrier.example/de.html?lang=de&piececode=00340434161094042557": "00340434161094042557",
    "https://shop.example/tracking/ZX123456789": "ZX123456789",
}


@pytest.mark.parametrize("message", ORDERS_OF)
def test_order_numbers_are_told_from_numbers_that_look_like_them(scorer, message):
    [found] = labels_of(scorer, message)
    assert (set(found["order_refs"]) - {"ORDER48213"}, found["tracking_refs"]) == (ORDERS_OF[message], [])


@pytest.mark.parametrize("message", TRACKING_OF)
def test_tracking_numbers_are_found_in_links_and_misread(scorer, message):
    [found] = labels_of(scorer, message)
    assert TRACKING_OF[message] in found["tracking_refs"]
    assert found["order_refs"] == []


def test_numbers_of_telephones_and_cards_are_kept_out_of_the_labels(scorer):
    messages = ["call me at 555 123 456 or later", "my package 4111 1111 1111 1111", "my order, 612 345 678"]
    assert [found["tracking_refs"] for found in labels_of(scorer, *messages)] == [[], [], []]


def test_letters_that_stand_apart_from_the_number_are_left_out():
    brand = Brand(order_name_prefix="#AB", order_name_pattern=r"#?AB[0-9]{5}")
    [found] = labels_of(make_scorer(brand, SEEDS), "where is AB 12345 or ab - 12346?")
    assert found["order_refs"] == ["12345", "12346"]


def test_references_are_found_and_personal_numbers_are_not(scorer):
    found = by_message(scorer, list(REFERENCES_OF))
    references = {message: (labels["order_refs"], labels["tracking_refs"]) for message, labels in found.items()}
    assert references == REFERENCES_OF


def test_a_number_in_quoted_mail_serves_where_the_customer_gave_none(scorer):
    quoted = "where is it\n\n-----Original Message-----\nYour order #48213 has shipped"
    own = "where is #50001\n\n-----Original Message-----\nYour order #48213 has shipped"
    assert [found["order_refs"] for found in labels_of(scorer, quoted, own)] == [["48213"], ["50001"]]


def test_a_return_number_points_to_the_return(scorer):
    with_number, without = labels_of(scorer, "RMA 44810 went out last week", "order 44810 went out last week")
    assert with_number["mentions_return"]
    assert not without["mentions_return"]


def test_a_brands_own_patterns_come_first():
    brand = Brand(order_name_prefix="#AB", order_name_pattern=r"#?AB[0-9]{5}", tracking_number_pattern=r"ZZ-?[0-9]{6}")
    [found] = labels_of(make_scorer(brand, SEEDS), "ab12345 or order 54321, zz-123456")
    assert found["order_refs"] == ["AB12345", "54321"]
    assert found["tracking_refs"] == ["ZZ123456"]


def test_a_pattern_the_search_cannot_read_is_explained():
    with pytest.raises(WismoError, match="sources.yml"):
        make_scorer(Brand(order_name_pattern=r"(?<=x)[0-9]{5}"), SEEDS)


def test_a_broken_phrase_is_named_by_its_line(tmp_path):
    header = "language,kind,strength,reason,pattern,note\n"
    (tmp_path / "wismo_phrases.csv").write_text(header + "en,wismo,strong,status,where (is,\n", encoding="utf-8")
    with pytest.raises(WismoError, match="line 2"):
        make_scorer(Brand(), tmp_path)


def test_the_seed_speaks_the_language_of_plain_text():
    """A pattern with a capital, an accent or an apostrophe could never match."""
    with (SEEDS / "wismo_phrases.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    cannot_match = [row["pattern"] for row in rows if re.search(r"[^\x00-\x7f]|(?<!\\)[A-Z]|'", row["pattern"])]
    assert not cannot_match


# ---------------------------------------------------------------- the step


def raw_ticket(ticket_id, body=None, **fields):
    row = dict.fromkeys(("subject", "tags", "intent", "updated_at", "requester_id"))
    row |= {"source_system": "desk", "source_account": "shop", "ticket_id": ticket_id, "body": body}
    return row | {"_record": body or ""} | fields


def raw_message(ticket_id, body, created_at="2026-01-02T00:00:00Z", direction="in", **fields):
    row = {"source_system": "desk", "source_account": "shop", "ticket_id": ticket_id, "body": body}
    row |= {"message_id": f"{ticket_id}-{created_at}", "created_at": created_at, "direction": direction}
    row |= {"author_id": None}
    return row | {"is_public": "true", "is_automated": "false", "intent": None, "_record": body} | fields


@pytest.fixture
def home(tmp_path):
    return Home(tmp_path)


def write_raw(home, name, rows):
    folder = home.raw / name
    folder.mkdir(parents=True, exist_ok=True)
    pl.DataFrame(rows, schema=dict.fromkeys(rows[0], pl.String)).write_parquet(folder / "rows.parquet")


def read_labels(home):
    frame = pl.read_parquet(home.raw / "ticket_labels" / "*.parquet")
    assert tuple(frame.columns) == LABEL_COLUMNS
    assert set(frame.dtypes) == {pl.String}
    return {row["ticket_id"]: row for row in frame.to_dicts()}


def test_nothing_loaded_leaves_an_empty_typed_file(home):
    assert score_raw(home, SEEDS) == 0
    assert read_labels(home) == {}


def test_the_first_public_message_of_the_customer_is_what_counts(home):
    write_raw(home, "tickets", [raw_ticket("1", "thanks"), raw_ticket("2", "where is my order"), raw_ticket("3")])
    write_raw(
        home,
        "ticket_messages",
        [
            raw_message("1", "where is my order", "2026-01-03T00:00:00Z", direction="out"),
            raw_message("1", "internal: where is my order", "2026-01-03T01:00:00Z", is_public="false"),
            raw_message("1", "where is my order, we got your mail", "2026-01-03T02:00:00Z", is_automated="true"),
            raw_message("1", "what is it made of", "2026-01-04T00:00:00Z"),
            raw_message("1", "where is my order", "2026-01-05T00:00:00Z"),
            raw_message("2", " ", "2026-01-05T00:00:00Z"),
        ],
    )
    assert score_raw(home, SEEDS) == 3
    labels = read_labels(home)
    assert [labels[key]["is_wismo_phrase"] for key in "123"] == ["false", "true", "false"]
    assert labels["3"]["words_confidence"] == "0.0"
    assert labels["3"]["customer_reason"] == "other"


def test_what_the_helpdesk_says_is_kept_beside_what_the_words_say(home):
    write_raw(
        home,
        "tickets",
        [
            raw_ticket("1", "hello", tags='["VIP", "Late_Delivery"]', intent="shipping/status"),
            raw_ticket("2", "hello", tags='["refund"]', intent='["return/status"]'),
            raw_ticket("3", "where is my order", tags="vip, never heard of"),
        ],
    )
    score_raw(home, SEEDS)
    labels = read_labels(home)
    columns = ("intent_label", "tag_label", "helpdesk_reason", "is_wismo_phrase")
    assert [tuple(labels[key][name] for name in columns) for key in "123"] == [
        ("wismo", "wismo", "late", "false"),
        ("not_wismo", "not_wismo", None, "false"),
        (None, None, None, "true"),
    ]
    assert labels["3"]["customer_reason"] == "status"


def test_a_ticket_without_an_intent_takes_that_of_its_first_message(home):
    write_raw(home, "tickets", [raw_ticket("1"), raw_ticket("2", intent="return/status")])
    write_raw(
        home,
        "ticket_messages",
        [
            raw_message("1", "hello", intent='["shipping/status"]'),
            raw_message("1", "hello again", "2026-01-03T00:00:00Z", intent='["return/status"]'),
            raw_message("2", "hello", intent='["shipping/status"]'),
        ],
    )
    score_raw(home, SEEDS)
    assert [read_labels(home)[key]["intent_label"] for key in "12"] == ["wismo", "not_wismo"]


def test_a_return_to_the_sender_is_no_return_of_the_customer(home):
    words = [
        "where is my order, it is being returned to sender",
        "tracking says returning to the sender?? where is my package",
        "where is the order i returned",
    ]
    write_raw(home, "tickets", [raw_ticket(str(number), text) for number, text in enumerate(words)])
    score_raw(home, SEEDS)
    labels = read_labels(home)
    assert [labels[key]["mentions_return"] for key in "012"] == ["false", "false", "true"]
    assert [labels[key]["is_wismo_phrase"] for key in "01"] == ["true", "true"]


def test_a_second_run_scores_nothing_and_touches_nothing(home):
    write_raw(home, "tickets", [raw_ticket(str(number), "where is my order #48213") for number in range(50)])
    assert score_raw(home, SEEDS) == 50
    file = home.raw / "ticket_labels" / "labels.parquet"
    before = file.stat().st_mtime_ns
    assert score_raw(home, SEEDS) == 0
    assert file.stat().st_mtime_ns == before


def test_only_what_changed_is_scored_and_the_newest_version_counts(home):
    old = raw_ticket("1", "what is it made of", updated_at="2026-01-01T00:00:00Z")
    new = raw_ticket("1", "where is my order", updated_at="2026-01-02T00:00:00Z")
    write_raw(home, "tickets", [old, raw_ticket("2", "hello")])
    score_raw(home, SEEDS)
    write_raw(home, "tickets", [new, old, raw_ticket("2", "hello")])
    assert score_raw(home, SEEDS) == 1
    labels = read_labels(home)
    assert len(labels) == 2
    assert labels["1"]["is_wismo_phrase"] == "true"


def test_labels_of_tickets_that_are_gone_and_stray_files_are_replaced(home):
    write_raw(home, "tickets", [raw_ticket("1", "hello"), raw_ticket("2", "hello")])
    score_raw(home, SEEDS)
    folder = home.raw / "ticket_labels"
    (folder / "older.parquet").write_bytes((folder / "labels.parquet").read_bytes())
    write_raw(home, "tickets", [raw_ticket("2", "hello")])
    assert score_raw(home, SEEDS) == 0
    assert list(read_labels(home)) == ["2"]
    assert sorted(path.name for path in folder.iterdir()) == ["labels.parquet", "labels.sha256"]


def test_new_phrases_or_a_new_brand_score_everything_again(home, tmp_path):
    write_raw(home, "tickets", [raw_ticket("1", "gimme the goods")])
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    for name in ("wismo_phrases.csv", "tag_map.csv"):
        shutil.copy(SEEDS / name, seeds / name)
    score_raw(home, seeds)
    first = read_labels(home)["1"]
    with (seeds / "wismo_phrases.csv").open("a", encoding="utf-8") as file:
        file.write("en,wismo,strong,status,gimme the goods,\n")
    assert score_raw(home, seeds) == 1
    second = read_labels(home)["1"]
    assert (first["is_wismo_phrase"], second["is_wismo_phrase"]) == ("false", "true")
    assert first["model_version"] != second["model_version"]
    write_brand(home, Brand(order_name_pattern="#?AB[0-9]{5}"))
    assert score_raw(home, seeds) == 1


def test_the_same_input_gives_the_same_bytes(tmp_path):
    files = []
    for name in ("a", "b"):
        home = Home(tmp_path / name)
        write_raw(home, "tickets", [raw_ticket(str(n), f"where is order #{48000 + n}") for n in range(300)])
        score_raw(home, SEEDS)
        files.append((home.raw / "ticket_labels" / "labels.parquet").read_bytes())
    assert files[0] == files[1]


def test_huge_messages_and_odd_bytes_pass(home):
    write_raw(
        home,
        "tickets",
        [
            raw_ticket("1", "where is my order?\n" + "and furthermore " * 70_000),
            raw_ticket("2", "where is\x00 my order \x01\x1f"),
            raw_ticket("3", "<" * 100_000),
            raw_ticket("4", "😡" * 10_000),
        ],
    )
    assert score_raw(home, SEEDS) == 4
    labels = read_labels(home)
    assert [labels[key]["is_wismo_phrase"] for key in "1234"] == ["true", "true", "false", "false"]


def test_labels_hold_no_words_of_the_customer(home):
    body = "I am Ann Smith, ann@mail.example, 5551234567, card 4111111111111111. Where is my order #48213?"
    write_raw(home, "tickets", [raw_ticket("1", body, subject="Ann Smith needs help")])
    score_raw(home, SEEDS)
    row = read_labels(home)["1"]
    assert json.loads(row["order_refs"]) == ["48213"]
    written = " ".join(str(value) for name, value in row.items() if name not in ("model_version", "text_key"))
    assert not re.search(r"ann|smith|mail|555|4111|help", written, re.IGNORECASE)


def test_words_of_the_tag_map_mean_one_thing():
    with (SEEDS / "tag_map.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    forms = [(row["source"], row["kind"], " ".join(re.findall(r"[a-z0-9]+", row["word"].lower()))) for row in rows]
    assert len(forms) == len(set(forms))


def test_a_tag_map_that_is_no_table_is_explained(home, tmp_path):
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    shutil.copy(SEEDS / "wismo_phrases.csv", seeds)
    (seeds / "tag_map.csv").write_text("word\nwismo\n", encoding="utf-8")
    with pytest.raises(WismoError, match="tag_map.csv"):
        score_raw(home, seeds)
