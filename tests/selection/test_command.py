"""The commands ``select`` and ``verify``: in processes of their own, as operators run them."""

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

from eventsapp.selection.exchange import read
from eventsapp.selection.record import canonical, digest, inputs, line, link

POOL = 'id,name,x,score\na,"A ""1"",\nline",u,9\nb,B,u,8.5\nc,C,v,7\nd,D,v,7.00\n'
CASE = {
    "seats": {"min": 2, "max": 2},
    "quotas": [{"id": "q", "attribute": "x", "values": ["v"], "min": 1}],
    "counterfactuals": {"force_in": 1},
}


def eventsapp(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "eventsapp.cli", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "case"
    made.mkdir()
    (made / "pool.csv").write_text(POOL, encoding="utf-8")
    (made / "case.json").write_text(json.dumps(CASE), encoding="utf-8")
    return made


def test_the_answer_and_nothing_else_is_in_the_file(folder: Path, tmp_path: Path) -> None:
    output = tmp_path / "answer.json"
    output.write_text("an older one")

    done = eventsapp("select", folder, "--output", output)

    told = json.loads(output.read_text(encoding="utf-8"))
    (member,) = {"c", "d"} & set(told["panel"])
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert told == {
        "status": "optimal",
        "panel": ["a", member],
        "counterfactuals": [
            {
                "kind": "force_in",
                "candidate": "b",
                "status": "optimal",
                "score_change_hundredths": -50,
            }
        ],
    }
    assert sorted(it.name for it in tmp_path.iterdir()) == ["answer.json", "case"]


def test_any_order_of_the_rows_gives_the_same_file(folder: Path, tmp_path: Path) -> None:
    rows = ["a,A,u,9", "b,B,u,8.5", "c,C,v,7", "d,D,v,7.00"]
    answers = set()
    for turn in range(3):
        random.Random(turn).shuffle(rows)  # noqa: S311 - any order will do
        (folder / "pool.csv").write_text("\n".join(["id,name,x,score", *rows]))
        eventsapp("select", folder, "--output", tmp_path / "answer.json")
        answers.add((tmp_path / "answer.json").read_bytes())
    assert len(answers) == 1


def test_what_is_refused_is_said_in_one_sentence_and_writes_nothing(
    folder: Path, tmp_path: Path
) -> None:
    (folder / "pool.csv").write_text("id,name,x,score\na,A,u,9.001\n")

    done = eventsapp("select", folder, "--output", tmp_path / "answer.json")

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        'Error: pool.csv, line 2, column score: "9.001" is no number of at most seven digits '
        "and two decimal places.\n"
    )
    assert not (tmp_path / "answer.json").exists()


def test_an_answer_that_cannot_be_written_is_refused(folder: Path, tmp_path: Path) -> None:
    done = eventsapp("select", folder, "--output", tmp_path / "none" / "answer.json")
    assert done.returncode == 1
    assert done.stderr.endswith("cannot be written (No such file or directory).\n")
    done = eventsapp("select", folder, "--output", folder)
    assert done.returncode == 1
    assert done.stderr.endswith("is not a file that can be written.\n")


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    done = eventsapp("select", tmp_path / "none", "--output", tmp_path / "answer.json")
    assert (done.returncode, list(tmp_path.iterdir())) == (1, [])


@pytest.mark.parametrize("is_wrong", [False, True])
def test_nothing_of_the_web_application_is_loaded(
    folder: Path,
    tmp_path: Path,
    is_wrong: bool,  # noqa: FBT001
) -> None:
    if is_wrong:
        (folder / "case.json").write_text("{}")
    code = (
        "import sys; from eventsapp import cli\n"
        "try: cli.main()\n"
        "except SystemExit as end: code = end.code\n"
        "web = {'flask', 'werkzeug', 'jinja2', 'sqlalchemy', 'ortools', 'eventsapp.app'}\n"
        "print(code, sorted(web & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "select", str(folder), "--output", str(tmp_path / "a.json")],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == f"{int(is_wrong)} []\n"


def test_reading_and_recording_load_no_solver() -> None:
    code = (
        "import sys; from eventsapp.selection import exchange, record\n"
        "print(sorted({'numpy', 'highspy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


@pytest.fixture
def records(folder: Path, tmp_path: Path) -> Path:
    told = inputs(read(folder))
    first = link({"call": "1", "inputs": told, "inputs_sha256": digest(canonical(told))})
    second = link({"call": "1", "kind": "decision", "note": "Zoë"}, first)
    path = tmp_path / "records.jsonl"
    path.write_bytes(f"{line(first)}\n{line(second)}\n".encode())
    return path


def test_records_that_hold_are_said_to(records: Path) -> None:
    done = eventsapp("verify", records, "--second-solver")
    last = json.loads(records.read_text(encoding="utf-8").splitlines()[-1])["sha256"]
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "holds  record 1: its SHA-256 is as stated.\n"
        "holds  record 1: begins the chain.\n"
        "holds  record 1: its inputs are those it names the hash of.\n"
        "holds  record 2: its SHA-256 is as stated.\n"
        "holds  record 2: follows the record before it.\n"
        f"All 2 records hold. The last one's SHA-256 is {last}:\n"
        "compare it with the one that was published.\n"
    )


def test_one_changed_byte_fails_and_names_its_record(records: Path) -> None:
    content = records.read_bytes()
    at = content.index("ë".encode())
    for changed in (b"\xc3\xaa", b"\xff\xab"):
        records.write_bytes(content[:at] + changed + content[at + 2 :])
        done = eventsapp("verify", records)
        assert done.returncode == 1
        assert "FAILS  record 2: " in done.stdout
        assert "FAILS  record 1: " not in done.stdout
        assert done.stderr == "Error: Of 2 records these do not hold: 2.\n"


def test_a_line_end_that_was_changed_is_found(records: Path) -> None:
    records.write_bytes(records.read_bytes().replace(b"\n", b"\r", 1))
    assert "record 1: is not a record in canonical JSON." in eventsapp("verify", records).stdout


def test_a_file_without_records_or_none_at_all_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").write_bytes(b"")
    assert eventsapp("verify", tmp_path / "empty").returncode == 1
    done = eventsapp("verify", tmp_path / "none")
    assert done.returncode == 1
    assert done.stderr.endswith("cannot be read (No such file or directory).\n")
