"""The trained layer of the text score: what damage leaves as it was, what it makes of messages it has never seen."""

import os
import random
import subprocess
import sys
import zipfile

import numpy as np
import polars as pl
import pytest

from wismo.bench.text import measure
from wismo.errors import WismoError
from wismo.home import project_root
from wismo.intake.brand import Brand
from wismo.score import model
from wismo.score.concepts import read_concepts
from wismo.score.features import features
from wismo.score.labels import label, make_scorer
from wismo.training.corpora import read_corpora
from wismo.training.damage import DAMAGE
from wismo.training.evaluate import threshold
from wismo.training.messages import PARTS, own_messages, read_messages

SEEDS = project_root() / "seeds"
ENOUGH = threshold(SEEDS, "words_confidence")
# What these do to a text leaves its plain words as they were: not one message may change.
HARMLESS = [name for name in DAMAGE if name not in ("no punctuation", "much punctuation", "a slip")]


@pytest.fixture(scope="module")
def scorer():
    return make_scorer(Brand(), SEEDS)


@pytest.fixture(scope="module")
def messages():
    whole = own_messages().filter(~pl.col("theme").is_in(PARTS), pl.col("language") != "other")
    return whole.gather_every(3)


@pytest.fixture(scope="module")
def undamaged(scorer, messages):
    return labels_of(scorer, messages["text"].to_list())


def labels_of(scorer, messages, subjects=None):
    schema = {"subject": pl.String, "message": pl.String}
    frame = pl.DataFrame({"subject": subjects or [None] * len(messages), "message": messages}, schema=schema)
    return label(frame, scorer)


def asks(labels):
    return labels["words_confidence"] >= ENOUGH


# ---------------------------------------------------------------- damage


@pytest.mark.parametrize("kind", HARMLESS)
def test_every_message_keeps_every_label_whatever_happens_on_its_way(scorer, messages, undamaged, kind):
    chance = random.Random(1)
    if kind == "very long" and not os.environ.get("WISMO_SOAK"):
        # Each is made longer by 54,000 signs, which takes its time.
        messages, undamaged = messages.gather_every(12), undamaged.gather_every(12)
    damaged = labels_of(scorer, [DAMAGE[kind](text, chance) for text in messages["text"]])
    wanted = ["is_wismo_phrase", "words_confidence", "customer_reason", "language"]
    differ = messages.filter(damaged.select(wanted).hash_rows() != undamaged.select(wanted).hash_rows())
    # A number with one word beside it has hardly a language.
    assert differ.height <= messages.height / 2_000, differ["text"].to_list()


@pytest.mark.parametrize("kind", ["no punctuation", "much punctuation"])
def test_no_sure_message_turns_on_its_signs(scorer, messages, undamaged, kind):
    damaged = labels_of(scorer, [DAMAGE[kind](text, random.Random(1)) for text in messages["text"]])
    sure = ~undamaged["words_confidence"].is_between(0.1, 0.9, closed="none")
    turned = messages.filter(sure & (asks(damaged) != asks(undamaged)))
    assert turned.height <= messages.height / 2_000, turned["text"].to_list()


def test_a_slip_in_a_word_turns_few_messages(scorer, messages, undamaged):
    chance = random.Random(1)
    damaged = labels_of(scorer, [DAMAGE["a slip"](text, chance) for text in messages["text"]])
    # A slip in the one word that tells, in a message of two words, leaves nothing to tell it by.
    assert (asks(damaged) == asks(undamaged)).mean() > 0.96


def test_a_subject_says_as_much_as_a_message(scorer, messages, undamaged):
    # What answers a mail has the shop's words in its subject.
    is_reply = messages["text"].str.contains(r"(?i)^r(?:e|if)? ?:")
    subjects = labels_of(scorer, [None] * messages.height, messages["text"].to_list())
    assert messages.filter((asks(subjects) != asks(undamaged)) & ~is_reply)["text"].to_list() == []


# ---------------------------------------------------------------- messages that it has not seen

UNSEEN = {
    "en": (
        [
            "so my tent still isnt here and we go camping thursday",
            "Any clue when FedEx brings the second crate?",
            "the tracking page froze on 'accepted' since last wednesday",
            "It's day nine of your three day delivery.",
            "UPS swears the box was dropped on my deck. There is no box.",
            "could u look up where my skateboard got to",
            "I wonder whether my parcel got lost, it's been a fortnight.",
            "tracking pls",
        ],
        [
            "Does the tent have a groundsheet?",
            "I mailed the crate back to you on the 4th, has it been checked in?",
            "when will you credit my card for the return",
            "Is delivery to Guam possible and what would it cost?",
            "please deliver it to my office instead, 9 Dock Lane",
            "my skateboard showed up with a snapped axle",
            "cheers, got it this morning",
            "Kindly cancel this, ordered the wrong colour",
        ],
    ),
    "es": (
        [
            "todavía estoy esperando la tienda de campaña y salimos el jueves",
            "oye cuándo me entregan la segunda caja",
            "el rastreo se quedó pegado desde el miércoles",
            "ya son nueve días y prometían tres",
            "dicen que lo dejaron en mi puerta y ahí no hay ningún paquete",
        ],
        [
            "¿La tienda de campaña trae suelo?",
            "ya les devolví la caja, ¿cuándo me abonan?",
            "¿hacen envíos a Perú y cuánto cuesta?",
            "mándenlo mejor a mi oficina, calle Sol 9",
            "el patinete llegó con un eje roto",
        ],
    ),
    "de": (
        [
            "das zelt ist immer noch nicht da und donnerstag fahren wir",
            "wann bringt DHL die zweite kiste",
            "die sendungsverfolgung steht seit mittwoch still",
            "drei tage lieferzeit versprochen, jetzt sind es neun",
            "angeblich vor der tür abgelegt, da liegt aber nichts",
        ],
        [
            "Hat das Zelt einen Boden?",
            "die kiste habe ich zurückgeschickt, wann kommt die gutschrift",
            "Versenden Sie nach Norwegen und was kostet das?",
            "bitte lieber ins büro liefern, Hafenweg 9",
            "das skateboard kam mit gebrochener achse",
        ],
    ),
    "fr": (
        [
            "la tente n'est toujours pas là et on part jeudi",
            "quand est-ce que je reçois le deuxième carton",
            "le suivi est bloqué depuis mercredi",
            "neuf jours alors que vous promettiez trois",
            "soi-disant déposé devant ma porte, il n'y a aucun colis",
        ],
        [
            "La tente a-t-elle un tapis de sol ?",
            "je vous ai renvoyé le carton, quand serai-je remboursé",
            "Livrez-vous en Norvège et à quel prix ?",
            "merci de livrer plutôt à mon bureau, 9 rue du Port",
            "la planche est arrivée avec un axe cassé",
        ],
    ),
    "pt": (
        [
            "a barraca ainda não chegou e viajamos quinta",
            "quando vão entregar a segunda caixa",
            "o rastreio está parado desde quarta",
            "prometeram três dias e já são nove",
            "dizem que deixaram na porta mas não tem pacote nenhum",
        ],
        [
            "A barraca tem piso?",
            "já devolvi a caixa, quando cai o estorno",
            "vocês enviam para Angola e quanto custa?",
            "entreguem no meu escritório, rua do Porto 9",
            "o skate chegou com o eixo quebrado",
        ],
    ),
    "it": (
        [
            "la tenda non è ancora arrivata e giovedì partiamo",
            "quando mi consegnate la seconda scatola",
            "il tracking è fermo da mercoledì",
            "promessi tre giorni e ne sono passati nove",
            "dicono di averlo lasciato davanti alla porta ma il pacco non c'è",
        ],
        [
            "La tenda ha il fondo?",
            "ho rispedito la scatola, quando arriva il rimborso",
            "spedite in Norvegia e quanto costa?",
            "consegnate in ufficio per favore, via del Porto 9",
            "lo skate è arrivato con l'asse rotto",
        ],
    ),
    "nl": (
        [
            "de tent is er nog steeds niet en donderdag gaan we weg",
            "wanneer wordt de tweede doos bezorgd",
            "de track en trace staat sinds woensdag stil",
            "drie dagen levertijd beloofd, het zijn er nu negen",
            "zou voor de deur zijn gelegd maar er ligt geen pakket",
        ],
        [
            "Heeft de tent een bodem?",
            "ik heb de doos teruggestuurd, wanneer krijg ik mijn geld",
            "verzenden jullie naar Noorwegen en wat kost dat?",
            "graag op kantoor bezorgen, Havenweg 9",
            "het skateboard kwam met een gebroken as",
        ],
    ),
}


def test_messages_that_it_has_not_seen_are_told_apart(scorer, messages):
    rows = [
        (language, text, is_one)
        for language, both in UNSEEN.items()
        for is_one, texts in zip((True, False), both, strict=True)
        for text in texts
    ]
    assert not {text for _, text, _ in rows} & set(messages["text"])
    found = asks(labels_of(scorer, [text for _, text, _ in rows])).to_list()
    right = [(text, guess) for (_, text, is_one), guess in zip(rows, found, strict=True) if guess == is_one]
    missed = [text for (_, text, is_one), guess in zip(rows, found, strict=True) if guess != is_one]
    assert len(right) / len(rows) >= 0.85, missed


def test_the_language_of_messages_that_it_has_not_seen_is_told(scorer):
    rows = [(language, text) for language, both in UNSEEN.items() for texts in both for text in texts]
    found = labels_of(scorer, [text for _, text in rows])["language"].to_list()
    right = sum(language == guess for (language, _), guess in zip(rows, found, strict=True))
    assert right / len(rows) >= 0.9


@pytest.mark.parametrize("text", ["", " ", "👍👍", "12", "我的快递在哪里", "где мой заказ", "<br>", "?"])
def test_nothing_readable_asks_nothing(scorer, text):
    [found] = labels_of(scorer, [text]).to_dicts()
    assert (found["words_confidence"], found["customer_reason"], found["language"]) == (0, "other", "other")


def test_what_a_brand_is_certain_of_decides_though_the_model_has_not_seen_it(scorer, tmp_path):
    (tmp_path / "wismo_phrases.csv").write_text(
        (SEEDS / "wismo_phrases.csv").read_text(encoding="utf-8")
        + "en,wismo,certain,status,gimme the goods,\nen,veto,certain,,where is my order of tea,\n",
        encoding="utf-8",
    )
    texts = ["gimme the goods", "where is my order of tea"]
    before, after = (labels_of(which, texts) for which in (scorer, make_scorer(Brand(), tmp_path)))
    assert asks(before).to_list() == before["is_wismo_phrase"].to_list() == [False, True]
    assert asks(after).to_list() == after["is_wismo_phrase"].to_list() == [True, False]


# ---------------------------------------------------------------- parts


def test_a_text_has_the_same_features_alone_and_among_others(scorer):
    texts = pl.Series(["where is my order", "", "0", "tracking?", "x" * 300, "wo bleibt mein paket . danke"])
    together = list(features(texts, scorer.model.concepts))
    for place, text in enumerate(texts):
        for kind, alone in zip(together, features(pl.Series([text]), scorer.model.concepts), strict=True):
            ends = np.append(kind.starts, len(kind.buckets))
            assert kind.buckets[ends[place] : ends[place + 1]].tolist() == alone.buckets.tolist()


def test_words_mean_the_same_in_all_languages_and_with_a_slip():
    concepts = read_concepts(model.FILES[0])
    for same in (["parcel", "paquete", "paket", "colis", "pacote", "pacco", "pakketje"], ["tracking", "trakcing"]):
        assert len({concepts.number_of(word) for word in same}) == 1
        assert concepts.number_of(same[0])
    assert concepts.number_of("zebra") == 0


def test_broken_weights_are_explained(tmp_path, monkeypatch):
    (tmp_path / "weights.npz").write_bytes(b"nothing")
    monkeypatch.setattr(model, "FILES", (model.FILES[0], tmp_path / "weights.npz"))
    with pytest.raises(WismoError, match="Install the package again"):
        make_scorer(Brand(), SEEDS)


def test_the_weights_are_small_and_go_into_the_package(tmp_path):
    assert model.FILES[1].stat().st_size < 2_000_000
    command = [
        sys.executable,
        "-c",
        "from setuptools.build_meta import build_wheel; build_wheel('" + str(tmp_path) + "')",
    ]
    subprocess.run(command, cwd=copy_of_the_package(tmp_path / "source"), check=True, capture_output=True)
    [wheel] = tmp_path.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {"wismo/score/weights.npz", "wismo/score/concepts.csv", "wismo/intake/contract.yml"} <= names


def copy_of_the_package(folder):
    """Setuptools writes beside what it builds; nothing may be written into the source tree."""
    import shutil

    root = project_root()
    folder.mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(root / name, folder)
    shutil.copytree(root / "wismo", folder / "wismo", ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def test_own_messages_are_many_in_every_language(messages):
    counts = messages.group_by("language", pl.col("reason") != "").len()
    assert counts.height == 14
    assert counts["len"].min() >= 100


def test_a_message_without_a_headline_is_explained(tmp_path):
    (tmp_path / "en.txt").write_text("where is it\n", encoding="utf-8")
    with pytest.raises(WismoError, match="line 1"):
        read_messages(tmp_path / "en.txt")


def test_corpora_are_known_by_their_shape(tmp_path):
    (tmp_path / "data_full.json").write_text(
        '{"train": [["where is it", "order_status"]], "oos_test": [["hm", "oos"]]}'
    )
    (tmp_path / "bitext.csv").write_text("utterance,category,intent\ntrack it,ORDER,track_order\n")
    (tmp_path / "other.csv").write_text("a,b\n1,2\n")
    rows = read_corpora([tmp_path]).sort("text", descending=True).rows()
    assert rows == [
        ("clinc", "train", "order_status", "where is it", True),
        ("bitext", "all", "track_order", "track it", True),
        ("clinc", "test", "oos", "hm", False),
    ]
    with pytest.raises(WismoError, match="other.csv"):
        read_corpora([tmp_path / "other.csv"])


def test_the_benchmark_reads_every_ticket():
    jobs, length = measure(200)
    assert [used.job for used in jobs] == ["score", "regex"]
    assert length > 20
