"""A graph becomes a readable PyTorch program: one text, run by streams, shown to people, written by export.

The law of one frame, which that program obeys:

    For every edge e: u -> v with delay d(e) in {0, 1, 2, ...} frames and transform g_e, and every node v with update
    f_v:

        x_v[t] = f_v( combine over e into v of  g_e( x_u[t - d(e)] ) )    if v is due: t % period == offset
        x_v[t] = x_v[t - 1]                                               otherwise
        x_v[t] = what the source delivers for frame t                     if v is fed by a source

    - Frame 0 is given: sources deliver it, every other node has its start value there, and every node before frame 0.
    - `combine` sums in the order in which the edges were made. An edge that is off is left out of the sum.
    - A node that is *muted* holds its start value (0 for a source) in every frame, due or not, whatever arrives or is
      delivered. One that is *held* keeps the value that it has. Both learn nothing.
    - A node that is *bypassed* holds the plain sum of what arrives: f_v is the identity.
    - A parameter changed between two frames is what the next one sees: never half a frame.
    - Random numbers depend on the seed and the frame alone: a frame computed again is the same frame.
    - A state is a value: `step` returns a new one and changes nothing that an old one holds.
"""

from lpnb.compile.build import build
from lpnb.compile.emit import emit
from lpnb.compile.program import Program

__all__ = ["Program", "build", "emit"]
