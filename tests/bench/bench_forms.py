"""The forms engine in figures (python -m tests.bench.bench_forms).

* expressions: microseconds per evaluation of what forms are made of, and the ratio to lxml's own compiled XPath where
  that can say the same, both timed in turn in the same run;
* answers: milliseconds from an answer given to the form being right again, median and 95th percentile, and how many
  times longer everything takes anew: on a form of 500 questions in groups with a total, on one where each of 500
  questions depends on the one before, and on one that looks up 2,000 rows. Target: a median under 5 ms;
* loading: milliseconds to read the largest form of the catalogue, and all of them, and to open the largest.

Prints one JSON object. Times are those of the processor, so that other work on the machine counts as little as it can.
"""

import json
import statistics
import sys
import time
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import NamedTuple

from lxml import etree

from kiosk.core.forms.principal_facts import NOBODY, PRINCIPAL_FILE
from kiosk.core.xforms.definition import FormDefinition, read_definition
from kiosk.core.xforms.filling import Filling
from kiosk.core.xforms.xpath.expression import compile_expression
from kiosk.core.xforms.xpath.scope import Scope, Surroundings

ANSWER_MS_MAX = 5.0
QUESTIONS, GROUP, ROWS = 500, 10, 2_000
ANSWERS, RECOMPUTATIONS = 300, 20
TURN_S, TURNS = 0.02, 5  # each expression: the best of so many turns
NOW = datetime(2026, 11, 22, 8, 30, tzinfo=timezone(timedelta(hours=8)))
SURROUNDINGS = Surroundings(now=lambda: NOW, random=lambda: 0.5, uuid=lambda: "")
CATALOGUE = Path(__file__).parents[2] / "assets" / "catalogue" / "forms"


class Typical(NamedTuple):
    """An expression of forms, and how lxml says it, "" where it cannot."""

    ours: str
    lxml: str


# At /data/row[7]/n of a record with 20 rows beside some single answers, and a table of 2,000 villages.
EXPRESSIONS = (
    Typical("/data/age", "/data/age"),
    Typical("../kin", "../kin"),
    Typical("/data/age >= 60", "/data/age >= 60"),
    Typical("/data/sex = 'female' and /data/age > 54", "/data/sex = 'female' and /data/age > 54"),
    Typical("../../age * 12 + 100 div 3", "../../age * 12 + 100 div 3"),
    Typical("string-length(/data/card) = 18", "string-length(/data/card) = 18"),
    Typical("concat(/data/name, '（', /data/age, '岁）')", "concat(/data/name, '（', /data/age, '岁）')"),
    Typical("count(/data/row)", "count(/data/row)"),
    Typical("sum(/data/row/n)", "sum(/data/row/n)"),
    Typical("sum(/data/row[kin = 'child']/n)", "sum(/data/row[kin = 'child']/n)"),
    Typical("instance('villages')/root/item[name = /data/village]/label", "$villages/item[name = $data/village]/label"),
    Typical("instance('villages')/root/item[town = '331003007']/label", "$villages/item[town = '331003007']/label"),
    Typical("pulldata('villages', 'label', 'name', /data/village)", ""),
    Typical("if(/data/age >= 60, 'old', 'young')", ""),
    Typical("selected(/data/needs, 'food')", ""),
    Typical("regex(/data/card, '^[0-9]{17}[0-9X]$')", ""),
    Typical("int((today() - date(/data/born)) div 365.25)", ""),
    Typical("format-date(today() + 15, '%Y年%n月%e日')", ""),
    Typical("coalesce(/data/phone, /data/card)", ""),
    Typical("position(..)", ""),
)


def record() -> etree._Element:
    """The record that the expressions are evaluated on."""
    rows = "".join(f"<row><n>{n * 37}</n><kin>{('child', 'spouse')[n % 2]}</kin></row>" for n in range(20))
    single = (
        "<age>67</age><sex>female</sex><name>李秀英</name><card>331003195903041229</card><phone/><born>1959-03-04</born>"
        "<needs>fuel food care</needs><village>village_1234</village>"
    )
    return etree.fromstring(f"<data>{single}{rows}</data>")


def villages() -> etree._Element:
    """A table of ROWS rows as a secondary instance, its root."""
    items = "".join(
        f"<item><name>village_{n}</name><label>第{n}村</label><town>3310030{n % 25:02}</town></item>" for n in range(ROWS)
    )
    return etree.fromstring(f"<instance><root>{items}</root></instance>")[0]


def microseconds(*calls: Callable[[], object]) -> list[float]:
    """Per call of each: the best of TURNS turns, in which they alternate."""
    best = [float("inf")] * len(calls)
    for _ in range(TURNS):
        for place, call in enumerate(calls):
            times, start = 0, time.process_time()
            while (took := time.process_time() - start) < TURN_S:
                call()
                times += 1
            best[place] = min(best[place], took / times * 1e6)
    return best


def expressions() -> dict[str, dict[str, float]]:
    """Microseconds, and the ratio to lxml where there is one."""
    data, table = record(), villages()
    node = data.findall("row/n")[6]
    surroundings = Surroundings(SURROUNDINGS.now, SURROUNDINGS.random, SURROUNDINGS.uuid, {"villages": table})
    found = {}
    for typical in EXPRESSIONS:
        mine = compile_expression(typical.ours)
        calls: list[Callable[[], object]] = [lambda mine=mine: mine.evaluate(Scope(node, surroundings))]
        if typical.lxml:
            theirs = etree.XPath(typical.lxml)
            calls.append(lambda theirs=theirs: theirs(node, data=[data], villages=[table]))
        took = microseconds(*calls)
        found[typical.ours] = {"us": round(took[0], 2)} | ({"of_lxml": round(took[0] / took[1], 2)} if took[1:] else {})
    return found


def form(data: str, binds: str, body: str, tables: str = "") -> FormDefinition:
    """A form of these parts."""
    xml = f"""<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
    xmlns:jr="http://openrosa.org/javarosa"><h:head><h:title>bench</h:title><model><instance><data id="bench">{data}
    </data></instance>{tables}{binds}</model></h:head><h:body>{body}</h:body></h:html>"""
    return read_definition(xml.encode())


def field(path: str) -> str:
    return f'<input ref="{path}"><label>{path}</label></input>'


def grouped() -> FormDefinition:
    """Questions in groups: the first of each decides whether the rest is asked, the rest is limited, all is summed."""
    data, binds, body = "", "", ""
    for group in range(QUESTIONS // GROUP):
        at = f"/data/g{group}"
        data += f"<g{group}>" + "".join(f"<q{n}/>" for n in range(GROUP)) + "<total/>" + f"</g{group}>"
        binds += f'<bind nodeset="{at}/q0" type="int" required="true()"/>'
        for n in range(1, GROUP):
            binds += f'<bind nodeset="{at}/q{n}" type="int" relevant="{at}/q0 &gt; {n}" constraint=". &lt; 1000"/>'
        terms = " + ".join(f"coalesce({at}/q{n}, 0)" for n in range(GROUP))
        binds += f'<bind nodeset="{at}/total" type="int" calculate="{terms}"/>'
        body += f'<group ref="{at}">' + "".join(field(f"{at}/q{n}") for n in range(GROUP)) + "</group>"
    whole = " + ".join(f"/data/g{group}/total" for group in range(QUESTIONS // GROUP))
    return form(f"{data}<all/>", f'{binds}<bind nodeset="/data/all" type="int" calculate="{whole}"/>', body)


def chained() -> FormDefinition:
    """Each question but the first is what the one before is, and one more: an answer to the first changes all."""
    data = "".join(f"<q{n}/>" for n in range(QUESTIONS))
    binds = "".join(
        f'<bind nodeset="/data/q{n}" type="int" calculate="/data/q{n - 1} + 1"/>' for n in range(1, QUESTIONS)
    )
    return form(data, f'<bind nodeset="/data/q0" type="int"/>{binds}', field("/data/q0"))


def looked_up() -> FormDefinition:
    """A town, the villages of that town out of ROWS, and what the table says of the village chosen."""
    table = etree.tostring(villages(), encoding="unicode")
    nodeset = "instance('villages')/root/item[town = /data/town]"
    options = f'<itemset nodeset="{nodeset}"><value ref="name"/><label ref="label"/></itemset>'
    lookup = "instance('villages')/root/item[name = /data/village]/label"
    return form(
        "<town/><village/><label/>",
        f'<bind nodeset="/data/label" type="string" calculate="{lookup}"/>',
        f'{field("/data/town")}<select1 ref="/data/village"><label>village</label>{options}</select1>',
        f'<instance id="villages">{table}</instance>',
    )


def milliseconds(calls: Iterable[Callable[[], object]]) -> list[float]:
    """What each call took."""
    took = []
    for call in calls:
        start = time.process_time()
        call()
        took.append((time.process_time() - start) * 1000)
    return sorted(took)


def answering(definition: FormDefinition, refs: list[str], value: Callable[[int], str]) -> dict[str, float | bool]:
    """ANSWERS answers to `refs` in turn, beside RECOMPUTATIONS of the whole form."""
    filling = Filling(definition, SURROUNDINGS)
    given = [(refs[n % len(refs)], value(n)) for n in range(ANSWERS)]
    took = milliseconds(lambda ref=ref, text=text: filling.answer(ref, text) for ref, text in given)
    whole = milliseconds(filling.recompute for _ in range(RECOMPUTATIONS))
    median = statistics.median(took)
    return {
        "median_ms": round(median, 3),
        "p95_ms": round(took[int(len(took) * 0.95)], 3),
        "recomputation_of_answer": round(statistics.median(whole) / median, 1),
        "met": median < ANSWER_MS_MAX,
    }


def loading() -> dict[str, float]:
    """Reading the catalogue's forms from memory."""
    files = {path.name: path.read_bytes() for path in CATALOGUE.glob("*.csv")} | {PRINCIPAL_FILE: NOBODY}
    forms = {path.stem: path.read_bytes() for path in sorted(CATALOGUE.glob("*.xml"))}
    largest = max(forms, key=lambda code: len(forms[code]))
    definition = read_definition(forms[largest], files)
    reading = milliseconds(lambda xml=xml: read_definition(xml, files) for xml in forms.values())
    again = milliseconds(lambda: read_definition(forms[largest], files) for _ in range(TURNS))
    opening = milliseconds(lambda: Filling(definition, SURROUNDINGS) for _ in range(TURNS))
    return {
        "forms": len(forms),
        "all_ms": round(sum(reading)),
        "largest_kB": round(len(forms[largest]) / 1000),
        "largest_ms": round(again[TURNS // 2], 1),
        "largest_opened_ms": round(opening[TURNS // 2], 1),
    }


def main() -> int:
    """Measure and print."""
    groups = [f"/data/g{group}/q{n}" for group in range(QUESTIONS // GROUP) for n in (0, 1)]
    found = {
        "expressions": expressions(),
        "answers": {
            "500 in groups": answering(grouped(), groups, lambda n: str(3 + n % 7)),
            "500 in a chain": answering(chained(), ["/data/q0"], str),
            "2,000 looked up": answering(
                looked_up(),
                ["/data/town", "/data/village"],
                lambda n: f"village_{n // 2 % 80 * 25 + 7}" if n % 2 else "331003007",
            ),
        },
        "loading": loading(),
    }
    print(json.dumps(found, ensure_ascii=False, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
