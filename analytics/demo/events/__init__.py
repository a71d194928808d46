"""What else happens to claims and payments; every kind of event draws from a stream of random numbers of its own.

practice.yaml has none of them; a preset that names a kind under `events`, with its share of all visits, gets it.
"""

from __future__ import annotations

from analytics.demo.events.drawing import plant, take_money

__all__ = ["plant", "take_money"]
