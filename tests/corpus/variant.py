"""A variant of the corpus: which quirks, drawn from its seed, and the files they make."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from random import Random

from . import quirks_claims, quirks_files, quirks_lines, quirks_lossy, quirks_values  # noqa: F401 (they register themselves)
from .practice import Practice, demo
from .registry import QUIRKS, STAGES, Quirk

COUNT = 400
MOST, MANY = 8, 16  # quirks beside the first; of every fourth variant
LOSS_CHANCE = 0.15
OFTEN = 12  # odd headers come so much more often: they have every synonym to go through


@dataclass(frozen=True)
class Variant:
    """seed: all that chance decides. quirks: what is messed up, in the order it is done."""

    seed: int
    quirks: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.seed}: {', '.join(self.quirks)}"

    @property
    def lossy(self) -> bool:
        return any(QUIRKS[name].lossy for name in self.quirks)

    @cached_property
    def practice(self) -> Practice:
        """The practice with every quirk applied."""
        made = demo()
        for stage in STAGES:
            for name in (each for each in self.quirks if QUIRKS[each].stage == stage):
                self._apply(QUIRKS[name], made)
            if stage == "rows":
                for export in made.exports:
                    export.make_records()
        return made

    def files(self) -> dict[str, bytes]:
        """name -> bytes of the files of the variant."""
        return self.practice.written(quirks_files.zipped)

    def without(self, name: str) -> Variant:
        """The same with one quirk less, to find the one that hurts."""
        return replace(self, quirks=tuple(each for each in self.quirks if each != name))

    def _apply(self, quirk: Quirk, practice: Practice) -> None:
        if quirk.stage in ("practice", "files"):
            quirk.apply(practice, Random(f"{self.seed} {quirk.name}"))
            return
        for export in practice.exports:
            quirk.apply(export, Random(f"{self.seed} {quirk.name} {export.stem}"))


def draw(seed: int) -> Variant:
    """The variant of a seed. The first quirk goes round the register, so that each is met again and again."""
    random = Random(f"variant {seed}")
    names = list(QUIRKS)
    chosen = [QUIRKS[names[seed % len(names)]]]
    others = [each for each in QUIRKS.values() if not each.lossy or random.random() < LOSS_CHANCE]
    others += [QUIRKS["odd_headers"]] * OFTEN
    random.shuffle(others)
    wanted = random.randint(2, MANY if seed % 4 == 0 else MOST)
    for each in others:
        if len(chosen) <= wanted and all(_together(each, other) for other in chosen):
            chosen.append(each)
    for name in {name for each in chosen for name in each.needs} - {each.name for each in chosen}:
        chosen = [each for each in chosen if _together(each, QUIRKS[name])] + [QUIRKS[name]]
    order = {name: place for place, name in enumerate(names)}
    return Variant(seed, tuple(sorted((each.name for each in chosen), key=lambda n: order[n])))


def _together(one: Quirk, other: Quirk) -> bool:
    return one.family != other.family and one.family not in other.without and other.family not in one.without


def corpus() -> list[Variant]:
    """All variants."""
    return [draw(seed) for seed in range(COUNT)]


def sample() -> list[Variant]:
    """A few variants that cover every quirk: those that add most to the ones before."""
    chosen: list[Variant] = []
    left, variants = set(QUIRKS), corpus()
    while left:
        best = max(variants, key=lambda each: len(left & set(each.quirks)))
        chosen.append(best)
        left -= set(best.quirks)
    return chosen
