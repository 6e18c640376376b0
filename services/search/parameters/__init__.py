"""Query parameters, read into requests to the index. What cannot be right is refused by name.

One module per family: :mod:`values` (dates, periods, names), :mod:`selection` (``q`` and the filters, which most
endpoints share), :mod:`lists` (what is paged), :mod:`analyses` (what is counted, drawn or compared), and
:mod:`query_string` (what is looked at before any of them).
"""

from services.search.parameters.analyses import (
    CompareParameters,
    InTheNewsParameters,
    NetworkParameters,
    ProfileParameters,
    SimilarParameters,
    SuggestParameters,
    TimelineParameters,
)
from services.search.parameters.lists import (
    MAX_SIZE,
    CopiesParameters,
    EntitiesParameters,
    ListParameters,
    Parameters,
    SpeakersParameters,
)
from services.search.parameters.query_string import (
    ArticleParameters,
    ChangesParameters,
    FiguresParameter,
    NoParameters,
    VersionParameter,
    check_query_string,
    names_of,
)
from services.search.parameters.selection import MAX_VALUES, Selection
from services.search.parameters.values import ENTITY_ID, ID, Format
from shared.http.query_string import MAX_QUERY_BYTES

__all__ = [
    "ENTITY_ID",
    "ID",
    "MAX_QUERY_BYTES",
    "MAX_SIZE",
    "MAX_VALUES",
    "ArticleParameters",
    "ChangesParameters",
    "CompareParameters",
    "CopiesParameters",
    "EntitiesParameters",
    "FiguresParameter",
    "Format",
    "InTheNewsParameters",
    "ListParameters",
    "NetworkParameters",
    "NoParameters",
    "Parameters",
    "ProfileParameters",
    "Selection",
    "SimilarParameters",
    "SpeakersParameters",
    "SuggestParameters",
    "TimelineParameters",
    "VersionParameter",
    "check_query_string",
    "names_of",
]
