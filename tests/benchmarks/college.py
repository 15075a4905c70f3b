"""An invented college of many awards and modules, as files: for the row about the stacking
graph."""

import random
from pathlib import Path

TOPS, LEAVES = 10, 100


def written(folder: Path, seed: str, *, awards: int = 200, modules: int = 5_000) -> None:
    """Write ``college.policy`` and a ``catalogue`` into the folder.

    Three of five awards are certificates, with two parts and a core; each of the others is a
    diploma that needs one of them and builds on it."""
    dice = random.Random(seed)
    (folder / "catalogue").mkdir(parents=True)
    areas = ["area,under", *(f"Field {n}," for n in range(TOPS))]
    areas += [f"Area {n},Field {n % TOPS}" for n in range(LEAVES)]
    (folder / "catalogue" / "areas.csv").write_text("\n".join(areas) + "\n", encoding="utf-8")
    rows = ["code,title,credits,scheme,level,areas,terms,prerequisites"]
    for n in range(modules):
        before = f"M{dice.randrange(n):04d}" if n and dice.random() < 0.2 else ""
        credits, level = dice.choice([3, 6, 6, 6, 9]), dice.choice([3, 4, 4, 5, 5, 6])
        area = f"Area {n % LEAVES}"
        rows.append(f"M{n:04d},Module {n},{credits},QF credit,{level},{area},autumn,{before}")
    (folder / "catalogue" / "modules.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    certificates = awards * 3 // 5
    text = ["language 1", 'institution "Invented College"', "framework hkqf", ""]
    for n in range(awards):
        text += _award(n, certificates, modules, dice)
    (folder / "college.policy").write_text("\n".join(text), encoding="utf-8")


def _award(number: int, certificates: int, modules: int, dice: random.Random) -> list[str]:
    area = dice.randrange(LEAVES)
    core = [area + LEAVES * place for place in dice.sample(range(modules // LEAVES), 2)]
    kind, size = ("certificate", 24) if number < certificates else ("diploma", 48)
    lines = [
        f'award award-{number:03d} "Award {number}" {{',
        f"  kind {kind}",
        f"  size {size} credits",
        "  count only modules passed",
        "  credits expire 5 years after award of the module",
        '  part core "Core" {',
        f"    require all of {', '.join(f'M{code:04d}' for code in core)}",
        f'    require at least 12 credits in "Area {area}" at level 4 or above',
        "  }",
        '  part breadth "Breadth" {',
        f'    require at least 6 credits under "Field {dice.randrange(TOPS)}", '
        f'except in "Area {area}"',
        "  }",
        '  require depth "Half at level 5": at least 50% of credits at level 5 or above',
    ]
    if kind == "diploma":
        base = f"award-{dice.randrange(certificates):03d}"
        lines += [f"  require award {base}", f"  builds on {base}"]
    return [*lines, "}", ""]
