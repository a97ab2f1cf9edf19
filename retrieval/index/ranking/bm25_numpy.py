"""BM25+ weights of many postings at once, with numpy (see ``bm25.pays``).

Every figure is worked out in the same order as in plain Python, in the same 64 bits, so that both give the same scores.
"""

import numpy as np
import numpy.typing as npt

#: Unsigned ints, bytes and shorts, in memory views or arrays.
Numbers = memoryview | npt.NDArray[np.generic]


def weigh(
    clauses: Numbers, frequencies: Numbers, first: int, lengths: Numbers, shape: tuple[float, float, float]
) -> npt.NDArray[np.float64]:
    """The score that a term adds to each clause that holds it; ``lengths`` are those of the clauses from the id
    ``first`` on, ``shape`` is that of the term's curve (see ``bm25.Curve``)."""
    scale, flat, slope = shape
    tf = np.frombuffer(frequencies, np.uint8).astype(np.float64)
    held = np.frombuffer(lengths, np.uint16)[np.frombuffer(clauses, np.uint32) - np.uint32(first)]
    found: npt.NDArray[np.float64] = scale * tf / (flat + slope * held + tf)
    return found
