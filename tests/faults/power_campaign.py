"""Power loss by wall clock: `python -m tests.faults.power_campaign --minutes 20 [--images N] [--seed 1] [--day …]`.

Prints one JSON object: images judged of each day, what the cuts did, and every fault with the seed that shows it again.
Exit 1 when there was a fault.
"""

import json
import random
import sys
import time
from collections import Counter

import click

from tests.faults.power_days import township_day, village_day
from tests.faults.power_days_servers import county_day, relay_day
from tests.faults.power_loss import campaign, judged

DAYS = {"village": village_day, "township": township_day, "county": county_day, "relay": relay_day}
IMAGES_AT_ONCE = 250  # on one walk through a recording
FAULTS_SHOWN_MAX = 20


@click.command()
@click.option("--minutes", default=20.0, show_default=True, help="Stop after this long.")
@click.option("--images", default=100_000, show_default=True, help="Or after so many images.")
@click.option("--seed", default=1, show_default=True)
@click.option("--day", "days", multiple=True, type=click.Choice(list(DAYS)), help="These days; all by default.")
def main(minutes: float, images: int, seed: int, days: tuple[str, ...]) -> None:
    """Judge images until the time or the number is reached."""
    counts: Counter[str] = Counter()
    done: Counter[str] = Counter()
    faults: list[str] = []
    with campaign({name: DAYS[name] for name in days or DAYS}) as found:
        last, turn = time.monotonic() + minutes * 60, 0
        while sum(done.values()) < images and time.monotonic() < last:
            for name, one in found.items():
                dice = random.Random(f"{seed} {turn} {name}")
                result = judged(
                    one, min(IMAGES_AT_ONCE, images - sum(done.values())), dice, one.copies[0].parent / "image"
                )
                counts += result.counts
                done[name] += result.images
                faults += [f"seed {seed} turn {turn} {name}: {fault}" for fault in result.faults]
            turn += 1
        places = {name: one.changes for name, one in found.items()}
    said = {"images": sum(done.values()), "of": done, "places": places, "counts": counts, "faults": len(faults)}
    print(json.dumps({**said, "shown": faults[:FAULTS_SHOWN_MAX]}, ensure_ascii=False, indent=1))
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
