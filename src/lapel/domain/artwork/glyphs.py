"""The fifteen emblems, one per competency, and one for stacks.

Each is drawn within ±22 units around the origin, bold enough to be read at 32 pixels, in
cream on the field, cut out with the field's own dye (`{d}`), with one touch of brass.
"""

from __future__ import annotations

_LINE = 'fill="none" stroke="{c}" stroke-linecap="round" stroke-linejoin="round"'

GLYPHS = {
    # A seedling: learners and how they grow.
    "T01": (
        '<path d="M0 20V-4" ' + _LINE + ' stroke-width="4.5"/>'
        '<path d="M0 4C-2-8-10-14-21-13C-20-1-12 5 0 4Z" fill="{c}"/>'
        '<path d="M1-3C1-13 8-20 20-20C20-9 13-2 1-3Z" fill="{b}"/>'
        '<path d="M-12 20H12" ' + _LINE + ' stroke-width="4.5"/>'
    ),
    # A house with a heart: a safe room.
    "T02": (
        '<path d="M-22-1L0-20L22-1H16V18Q16 20 14 20H-14Q-16 20-16 18V-1Z" fill="{c}" '
        'stroke="{c}" stroke-width="2" stroke-linejoin="round"/>'
        '<path d="M0 15C-7 9-10 5-10 1C-10-5-3-6 0-1C3-6 10-5 10 1C10 5 7 9 0 15Z" fill="{d}"/>'
    ),
    # Two arrows in a round: routines that run.
    "T03": (
        '<path d="M-15-7A17 17 0 0 1 14-10M15 7A17 17 0 0 1-14 10" ' + _LINE + " "
        'stroke-width="5"/>'
        '<path d="M20-19V-3H5Z" fill="{c}" stroke="{c}" stroke-width="1.5" '
        'stroke-linejoin="round"/>'
        '<path d="M-20 19V3H-5Z" fill="{c}" stroke="{c}" stroke-width="1.5" '
        'stroke-linejoin="round"/>'
        '<circle r="4.5" fill="{b}"/>'
    ),
    # An open book: the subject.
    "T04": (
        '<path d="M-2-10C-8-15-15-16-22-15V14C-15 13-8 14-2 18ZM2-10C8-15 15-16 22-15V14C15 13 8 '
        '14 2 18Z" fill="{c}"/>'
        '<path d="M7-4Q12-7 17-7M7 4Q12 1 17 1" fill="none" stroke="{d}" stroke-width="2.5" '
        'stroke-linecap="round"/>'
        '<path d="M-17-7Q-12-7-7-4M-17 1Q-12 1-7 4" fill="none" stroke="{d}" stroke-width="2.5" '
        'stroke-linecap="round"/>'
    ),
    # Steps that lead to a flag: goals and the way to them.
    "T05": (
        '<path d="M-22 20V10H-9V2H4V-6H16V20Z" fill="{c}" stroke="{c}" stroke-width="2" '
        'stroke-linejoin="round"/>'
        '<path d="M10-6V-22" ' + _LINE + ' stroke-width="3.5"/>'
        '<path d="M8-22L-8-17L8-11Z" fill="{b}"/>'
    ),
    # A ladder against a wall: scaffolds that can be taken away.
    "T06": (
        '<path d="M-11 20L-5-20M11 20L5-20" ' + _LINE + ' stroke-width="4.5"/>'
        '<path d="M-9.5 11H9.5M-7.5 1H7.5M-6-9H6" ' + _LINE + ' stroke-width="4"/>'
        '<path d="M16-20L18-15L23-13L18-11L16-6L14-11L9-13L14-15Z" fill="{b}"/>'
    ),
    # A question answered: two bubbles.
    "T07": (
        '<path d="M-18-20H6Q10-20 10-16V-4Q10 0 6 0H-8L-15 7V0H-18Q-22 0-22-4V-16Q-22-20-18-20Z" '
        'fill="{c}"/>'
        '<path d="M13-8H18Q22-8 22-4V9Q22 13 18 13H15V20L8 13H-2Q-6 13-6 9V5H8Q14 4 14-2Z" '
        'fill="{b}"/>'
        '<path d="M-15-13H3M-15-7H-3" fill="none" stroke="{d}" stroke-width="3" '
        'stroke-linecap="round"/>'
    ),
    # A lens with a spark: inquiry.
    "T08": (
        '<circle cx="-4" cy="-5" r="14" ' + _LINE + ' stroke-width="5"/>'
        '<path d="M7 7L19 19" ' + _LINE + ' stroke-width="6.5"/>'
        '<path d="M-4-13L-2-7L4-5L-2-3L-4 3L-6-3L-12-5L-6-7Z" fill="{b}"/>'
    ),
    # A sheet with a tick: understanding checked.
    "T09": (
        '<path d="M-15-21H8L17-12V18Q17 21 14 21H-14Q-17 21-17 18V-18Q-17-21-14-21Z" fill="{c}"/>'
        '<path d="M-8 3L-2 9L9-5" fill="none" stroke="{d}" stroke-width="5" '
        'stroke-linecap="round" stroke-linejoin="round"/>'
        '<path d="M8-21V-12H17Z" fill="{b}"/>'
    ),
    # Rising bars and the line through them: data.
    "T10": (
        '<path d="M-21 4H-11V20H-21ZM-5-4H5V20H-5ZM11-11H21V20H11Z" fill="{c}" stroke="{c}" '
        'stroke-width="1.5" stroke-linejoin="round"/>'
        '<path d="M-16-7L0-14L16-20" fill="none" stroke="{b}" stroke-width="2.5"/>'
        '<circle cx="-16" cy="-7" r="3.5" fill="{b}"/><circle cy="-14" r="3.5" '
        'fill="{b}"/><circle cx="16" cy="-20" r="3.5" fill="{b}"/>'
    ),
    # One stem, three ways: differentiation.
    "T11": (
        '<path d="M0 20V-12M0 12Q0 0-15-4M0 12Q0 0 15-4" ' + _LINE + ' stroke-width="4.5"/>'
        '<circle cx="-16" cy="-8" r="6.5" fill="{c}"/><circle cx="16" cy="-8" r="6.5" '
        'fill="{c}"/>'
        '<circle cy="-15" r="6.5" fill="{b}"/>'
    ),
    # Threads woven over and under: many cultures, one cloth.
    "T12": (
        '<path d="M-18-7H18M-18 7H18" ' + _LINE + ' stroke-width="7"/>'
        '<path d="M-7-18V18M7-18V18" fill="none" stroke="{d}" stroke-width="11"/>'
        '<path d="M-7-18V18M7-18V18" fill="none" stroke="{b}" stroke-width="7" '
        'stroke-linecap="round"/>'
        '<path d="M-14-7H0M0 7H14" fill="none" stroke="{d}" stroke-width="11"/>'
        '<path d="M-14-7H0M0 7H14" fill="none" stroke="{c}" stroke-width="7"/>'
    ),
    # A screen with a spark: tools and AI.
    "T13": (
        '<path d="M-18-18H18Q22-18 22-14V8Q22 12 18 12H-18Q-22 12-22 8V-14Q-22-18-18-18Z" '
        'fill="{c}"/>'
        '<path d="M0-15L3-6L12-3L3 0L0 9L-3 0L-12-3L-3-6Z" fill="{d}"/>'
        '<path d="M-12 19H12" stroke="{b}" stroke-linecap="round" stroke-width="4.5"/>'
    ),
    # Three people: families, colleagues, community.
    "T14": (
        '<circle cx="-14" cy="-7" r="6" fill="{c}"/><circle cx="14" cy="-7" r="6" fill="{c}"/>'
        '<path d="M-24 15C-24 5-20 1-14 1C-8 1-4 5-4 15ZM4 15C4 5 8 1 14 1C20 1 24 5 24 15Z" '
        'fill="{c}"/>'
        '<path d="M-12 21C-12 8-7 3 0 3C7 3 12 8 12 21Z" fill="{b}" stroke="{d}" '
        'stroke-width="2.5"/>'
        '<circle cy="-6" r="8" fill="{b}" stroke="{d}" stroke-width="2.5"/>'
    ),
    # A compass: reflection and ethics.
    "T15": (
        '<circle r="20" ' + _LINE + ' stroke-width="4.5"/>'
        '<path d="M12-12L5 5L-5-5Z" fill="{b}" stroke="{b}" stroke-linejoin="round"/>'
        '<path d="M-12 12L-5-5L5 5Z" fill="{c}" stroke="{c}" stroke-linejoin="round"/>'
    ),
    # Sheets upon sheets: a credential of credentials.
    "": (
        '<path d="M0 2L22 11L0 20L-22 11Z" fill="{c}" fill-opacity=".55"/>'
        '<path d="M0-7L22 2L0 11L-22 2Z" fill="{c}" stroke="{d}" stroke-width="2"/>'
        '<path d="M0-19L22-8L0 3L-22-8Z" fill="{b}" stroke="{d}" stroke-width="2"/>'
    ),
}
