"""Finds the elements that a path of a source file leads to: CSS and the usual XPaths on columns, others on a tree.

A path is translated to steps, each a name, an id, classes and other attributes that an element must have, inside the
element of the step before or right below it. XPaths that say more (positions, texts, axes) are asked of an lxml tree
made for the purpose, which takes ten times as long.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from lxml import etree

from cleaners.extract.page.flat import FlatPage
from cleaners.extract.page.tree import build_tree


class Step(NamedTuple):
    """What an element must be: its name (`*`: any), what must be among its classes, what its attributes must be (None:
    there at all); whether it must stand right below the one before instead of anywhere inside."""

    tag: str
    classes: tuple[str, ...]
    attributes: tuple[tuple[str, str | None], ...]
    child: bool


_CLASS_TEST = (
    r"""contains\(\s*concat\(\s*["'] ["']\s*,\s*normalize-space\(\s*@class\s*\)\s*,\s*["'] ["']\s*\)"""
    r"""\s*,\s*["'] ([\w-]+) ["']\s*\)"""
)
_ONE_TEST = re.compile(rf"""\s*(?:{_CLASS_TEST}|@([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')|@([\w-]+))\s*""")
_XPATH_STEP = re.compile(r"(//?)([\w-]+|\*)((?:\[[^\]]*\])*)")
_PREDICATE = re.compile(r"\[([^\]]*)\]")
_AND = re.compile(r"\sand\s")
_CSS_STEP = re.compile(
    r"""(\s*>\s*|\s+|^)((?:[a-zA-Z][\w-]*|\*)?)"""
    r"""((?:\#[\w-]+|\.[\w-]+|\[[\w-]+(?:=(?:"[^"]*"|'[^']*'|[\w-]+))?\])*)(?=\s|>|$)"""
)
_CSS_PART = re.compile(r"#([\w-]+)|\.([\w-]+)|\[([\w-]+)(?:=(?:\"([^\"]*)\"|'([^']*)'|([\w-]+)))?\]")


def find_elements(page: FlatPage, path: str, within: int = 0) -> list[int]:
    """Numbers of the elements that a path leads to, in order; inside of `within`.

    >>> from cleaners.extract.page import read_page
    >>> page = read_page('<div id="content"><p class="by line-3">x</p><p>y</p></div>')
    >>> find_elements(page, "#content > p.by") == find_elements(page, '//div[@id="content"]/p[@class="by line-3"]') == [4]
    True
    >>> find_elements(page, "//p[2]")
    [5]
    """
    steps = read_steps(path)
    if steps is None:
        return _ask_tree(page, path, within)
    first, end = within, int(page.ends[within])
    found: list[int] | None = None
    for step in steps:
        if found is None:
            parents = {within} if step.child else None
            spans = [(first + (within > 0 or step.child), end)]
        else:
            parents = set(found) if step.child else None
            spans = [(element + 1, int(page.ends[element])) for element in found]
        found = [
            element
            for element in _list_named(page, step.tag, spans)
            if (parents is None or page.up[element] in parents) and _fits(page, element, step)
        ]
    return found or []


@lru_cache(maxsize=1024)
def read_steps(path: str) -> tuple[Step, ...] | None:
    """The steps of a path; None for an XPath that says more than steps can.

    >>> read_steps("article .story")
    (Step(tag='article', classes=(), attributes=(), child=False), Step(tag='*', classes=('story',), attributes=(), child=False))
    >>> read_steps("//p[last()]") is None
    True
    """
    path = path.strip()
    return _read_xpath(path.removeprefix(".")) if path.startswith(("/", "./")) else _read_css(path)


def _read_xpath(path: str) -> tuple[Step, ...] | None:
    steps: list[Step] = []
    at = 0
    while at < len(path):
        match = _XPATH_STEP.match(path, at)
        if match is None or match.end() == at:
            return None
        classes: list[str] = []
        attributes: list[tuple[str, str | None]] = []
        for predicate in _PREDICATE.findall(match[3]):
            for text in _AND.split(predicate):
                test = _ONE_TEST.fullmatch(text)
                if test is None:
                    return None
                if test[1]:
                    classes.append(test[1])
                elif test[2]:
                    attributes.append((test[2], test[3] if test[3] is not None else test[4]))
                else:
                    attributes.append((test[5], None))
        steps.append(Step(match[2], tuple(classes), tuple(attributes), match[1] == "/"))
        at = match.end()
    return tuple(steps) or None


def _read_css(path: str) -> tuple[Step, ...] | None:
    steps: list[Step] = []
    at = 0
    while at < len(path):
        match = _CSS_STEP.match(path, at)
        if match is None or match.end() == at or not (match[2] or match[3]):
            return None
        classes: list[str] = []
        attributes: list[tuple[str, str | None]] = []
        for part in _CSS_PART.finditer(match[3]):
            if part[1]:
                attributes.append(("id", part[1]))
            elif part[2]:
                classes.append(part[2])
            else:
                attributes.append(
                    (part[3], next((one for one in part.group(4, 5, 6) if one is not None), None))
                )
        steps.append(Step(match[2] or "*", tuple(classes), tuple(attributes), ">" in match[1]))
        at = match.end()
    return tuple(steps) or None


def _list_named(page: FlatPage, tag: str, spans: list[tuple[int, int]]) -> list[int]:
    tags = page.tags
    numbers = dict.fromkeys(number for first, end in spans for number in range(first, end))
    return sorted(number for number in numbers if tag in ("*", tags[number]))


def _fits(page: FlatPage, element: int, step: Step) -> bool:
    if not step.classes and not step.attributes:
        return True
    raw = page.read_tag(element)
    asked = (*step.classes, *(value for _, value in step.attributes if value))
    if any(one.isascii() and one.isalnum() and one.encode() not in raw for one in asked):
        return False
    attributes = page.read_attributes(element)
    if not set(step.classes) <= set(attributes.get("class", "").split()):
        return False
    return all(name in attributes and value in (None, attributes[name]) for name, value in step.attributes)


def _ask_tree(page: FlatPage, path: str, within: int) -> list[int]:
    _, elements = build_tree(page)
    numbers = {element: number for number, element in enumerate(elements)}
    found = etree.XPath(path)(elements[within])
    items = found if isinstance(found, list) else []
    return sorted(numbers[item] for item in items if etree.iselement(item))
