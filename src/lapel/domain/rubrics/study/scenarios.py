"""The worlds of the study: assessors as measured elsewhere, and what could be made better.

In real ratings of writing, assessors differ in severity by .37 to .63 logits and agree pairwise
with a quadratic kappa of .57 to .71. Noise has the logistic's own 1.81 logits, so a severity of .15
beside a noise of .5 is .54 logits. The cuts let somewhat under half of all work be earned.
"""

from __future__ import annotations

from dataclasses import replace

from lapel.domain.rubrics.study.world import World

AS_MEASURED = World(severity=0.15, halo=0.25, noise=0.5)
SCENARIOS = {
    "assessors as measured elsewhere": AS_MEASURED,
    "untrained: three times the severity, twice halo and noise": World(0.45, 0.5, 1.0),
    "severity of one logit": replace(AS_MEASURED, severity=0.28),
    "qualified: half the severity and halo": replace(AS_MEASURED, severity=0.075, halo=0.125),
    "clearer descriptors: noise .3": replace(AS_MEASURED, noise=0.3),
    "three criteria": replace(AS_MEASURED, criteria=3),
    "all three together": World(severity=0.075, halo=0.125, noise=0.3, criteria=3),
}
# Those in which a drift is looked for: as they are, with each betterment alone, and with all.
WATCHED = (
    "assessors as measured elsewhere",
    "qualified: half the severity and halo",
    "clearer descriptors: noise .3",
    "three criteria",
    "all three together",
)
