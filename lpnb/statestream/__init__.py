"""Network files of the statestream toolbox (``.st_graph``): read, expanded, checked, and made into a `Graph`.

    document.py  scalars.py                  YAML 1.2 -> plain values, and the line where each stands
    imports.py  modules.py                   what is written once and used in many places
    tag_specs.py  substitutes.py
    keys.py  takers.py  vocabulary.py        which keys there are, what they take, what is near a wrong one
    sanity.py  wiring.py  rules.py           what does not go together
    reading.py  net.py  report.py            all of it: `read` returns a `Net` with every problem of the file
    opening.py and what it imports           a `Net` -> a `Graph`

No part of a file is ever executed: expressions are looked at as syntax trees, and globals are worked out by
`arithmetic.py`, which knows numbers and a few functions.
"""
