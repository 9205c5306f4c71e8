"""How fast spaCy finds phrases: run by speed.py, with a Python that has spaCy and need have nothing else.

Reads `{"forms": [...], "plain": [...], "times": N}` and writes `{"seconds": S, "finds": [[row, start, end],
...], "ruler": S}`: seconds of CPU of the quickest of N, of PhraseMatcher and of the component EntityRuler.
"""

import json
import sys
import time
from collections.abc import Callable

import spacy  # type: ignore[import-not-found]  # no package of the project's
from spacy.matcher import PhraseMatcher  # type: ignore[import-not-found]  # the same


def quickest(work: Callable[[], object], times: int) -> float:
    """Seconds of CPU of the quickest of ``times``."""
    took = []
    for _ in range(times):
        began = time.process_time()
        work()
        took.append(time.process_time() - began)
    return min(took)


def main() -> None:
    """Measure and write."""
    asked = json.load(sys.stdin)
    plain, times = asked["plain"], asked["times"]
    language = spacy.blank("en")
    matcher = PhraseMatcher(language.vocab, attr="LOWER")
    matcher.add("phrase", list(language.tokenizer.pipe(asked["forms"])))
    spent = quickest(lambda: [matcher(doc) for doc in language.tokenizer.pipe(plain)], times)
    finds = [
        (row, doc[first:last].start_char, doc[first:last].end_char)
        for row, doc in enumerate(language.tokenizer.pipe(plain))
        for _, first, last in matcher(doc)
    ]
    ruler = language.add_pipe("entity_ruler", config={"phrase_matcher_attr": "LOWER"})
    ruler.add_patterns([{"label": "PHRASE", "pattern": form} for form in asked["forms"]])
    named = quickest(lambda: [len(doc.ents) for doc in language.pipe(plain)], times)
    json.dump({"seconds": spent, "finds": finds, "ruler": named}, sys.stdout)


if __name__ == "__main__":
    main()
