"""A file of families from another system: read, checked as a whole, then loaded some rows at a time.

Never turns a no into a yes, never sends mail, and loading the same file again changes nothing.
"""

from saidyes.classes.importing.checking import Plan, plan
from saidyes.classes.importing.explaining import remarks_csv, summary
from saidyes.classes.importing.loading import foresee, load, steps
from saidyes.classes.importing.outcome import Outcome
from saidyes.classes.importing.reading import LARGEST_FILE, NotReadable
from saidyes.classes.importing.remarks import Remark, Result

__all__ = [
    "LARGEST_FILE",
    "NotReadable",
    "Outcome",
    "Plan",
    "Remark",
    "Result",
    "foresee",
    "load",
    "plan",
    "remarks_csv",
    "steps",
    "summary",
]
