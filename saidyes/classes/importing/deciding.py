"""What the answers of a file come to, given what is known already. A no always counts; a yes only where nothing
speaks against it.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID

from saidyes.classes.importing.checking import Plan, Row, Said
from saidyes.classes.importing.remarks import Remark, Result
from saidyes.common.addresses import Canonical
from saidyes.common.paging import in_chunks
from saidyes.consent.evidence import Evidence, MayNotOptIn
from saidyes.consent.forgetting import erased_among
from saidyes.consent.judging import way_of
from saidyes.consent.knowing import known_among
from saidyes.consent.models import Address, Standing
from saidyes.families.models import Family, HeldAddress
from saidyes.ledger.actors import Actor, ActorKind, Source
from saidyes.ledger.recording import AT_ONCE

NO_EVIDENCE = "A yes needs its date and how it was given: no choice yet"
NO_ADDRESS = "The row has no address that this could be about"
DISAGREE = "The rows on lines {} disagree about {}: the no stands"
ERASED_BEFORE = "This address was erased before, at the family’s wish: a file can’t opt it in"
LAPSED = "A yes for this address ended before; ask the family again"
USED_NO_MORE = "The family no longer uses this address"


@dataclass
class Known:
    """What the school has of a file: families by their outside id, addresses by key, and who holds which."""

    families: set[str] = field(default_factory=set)
    addresses: dict[str, Address] = field(default_factory=dict)
    holders: dict[tuple[str, str], UUID] = field(default_factory=dict)  # (outside id, key): guardian
    erased: set[str] = field(default_factory=set)  # keys of addresses that were erased here


@dataclass(frozen=True)
class Answer:
    """One answer about one address; `place` is that of its adult in the row."""

    row: Row
    said: Said
    place: int
    read: Canonical

    def evidence(self, sha256: str) -> Evidence:
        said = self.said
        return Evidence(how=said.how, agreed_at=said.at, said=said.note, origin=(sha256, self.row.line))


@dataclass(frozen=True)
class Whole:
    """What a row must be judged by of the rest of its file: `noes` has the first no about each address, `lines` where
    each address stands, `loaded` the addresses of the good rows.
    """

    noes: dict[str, Answer]
    lines: dict[str, list[int]]
    loaded: set[str]


@dataclass
class Decisions:
    """`taken` are to be recorded, one an address. `standings`: where each address of the good rows stands then."""

    taken: dict[str, Answer] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)
    standings: dict[str, str] = field(default_factory=dict)

    def take(self, answer: Answer) -> None:
        self.taken[answer.read.key] = answer
        if answer.read.key in self.standings:
            self.standings[answer.read.key] = Standing.OPTED_IN if answer.said.yes else Standing.OPTED_OUT


def whole_of(plan: Plan) -> Whole:
    """Read a file once from end to end."""
    noes: dict[str, Answer] = {}
    for answer in _noes(plan):
        noes.setdefault(answer.read.key, answer)
    return Whole(noes, _lines(plan), {read.key for row in plan.rows for _, read in _addresses(row)})


def known_of(plan: Plan, *, locked: bool = False) -> Known:
    """Look up what a file, or a part of it, is about; with `locked`, what its addresses chose stays as it is found."""
    keys = _lines(plan)
    rows = known_among(plan.business, keys)
    if locked:
        rows = {row.key: row for row in Address.objects.all_locked(row.pk for row in rows.values()).values()}
    known = Known(addresses=rows, erased=erased_among(plan.business, keys))
    for ids in in_chunks([row.external_id for row in plan.rows], AT_ONCE):
        some = Family.objects.filter(business=plan.business, external_id__in=ids)
        known.families.update(some.values_list("external_id", flat=True))
        held = HeldAddress.objects.filter(business=plan.business, guardian__family__in=some)
        for outside, key, guardian in held.values_list("guardian__family__external_id", "address__key", "guardian_id"):
            known.holders[outside, key] = guardian
    return known


def decide(plan: Plan, known: Known, whole: Whole) -> Decisions:
    """Which answers of a file count, or of a part of it; `whole` is of the file."""
    loaded = {read.key for row in plan.rows for _, read in _addresses(row)}
    stands = {key: address.standing for key, address in known.addresses.items()}
    decided = Decisions(standings={key: stands.get(key, Standing.NO_CHOICE) for key in loaded})
    for answer in _noes(plan):
        if whole.noes[answer.read.key] == answer and _is_new(answer, known, whole):
            decided.take(answer)
    for row in plan.rows:
        why_not = ""
        for answer in _answers(row, yes=True):
            key = answer.read.key
            why_not = _disputed(answer, whole.lines) if key in whole.noes else _why_not(answer, plan, known)
            if not why_not and decided.standings[key] != Standing.OPTED_IN:
                decided.take(answer)
        decided.remarks += _on_erased(row, known)
        if row.said and not _answers(row, yes=row.said.yes):
            why_not = NO_ADDRESS
        if why_not:
            decided.remarks.append(remark_on(row, why_not))
    return decided


def _noes(plan: Plan) -> Iterator[Answer]:
    """What a refused row says no to is heard all the same."""
    for row in plan.rows + plan.refused:
        yield from _answers(row, yes=False)


def _is_new(no: Answer, known: Known, whole: Whole) -> bool:
    """Whether the no is about an address that is here, or comes with the file, and does not stand there already."""
    address = known.addresses.get(no.read.key)
    if address is None:
        return no.read.key in whole.loaded
    return address.standing != Standing.OPTED_OUT or address.asked is not None


def _on_erased(row: Row, known: Known) -> Iterator[Remark]:
    """Whoever was erased is in the file again: staff should know, whatever else the row says."""
    for _, read in _addresses(row):
        if read.key in known.erased and not (row.said and row.said.yes):
            yield Remark(Result.NOTED, row.line, "Email", read.spelling, ERASED_BEFORE)


def _answers(row: Row, *, yes: bool) -> list[Answer]:
    """A yes is personal: Guardian 1's first address only. A no is for every address of the row."""
    if row.said is None or row.said.yes != yes:
        return []
    said = row.said
    answers = [Answer(row, said, place, read) for place, read in _addresses(row)]
    return [answer for answer in answers if answer.place == 0][:1] if yes else answers


def _why_not(answer: Answer, plan: Plan, known: Known) -> str:
    """What speaks against a yes; empty when nothing does, or when it stands already."""
    key = answer.read.key
    address = known.addresses.get(key) or Address(business=plan.business, key=key, spelling=answer.read.spelling)
    if address.standing == Standing.OPTED_IN:
        return ""
    if key in known.erased or not (answer.said.how and answer.said.at):
        return ERASED_BEFORE if key in known.erased else NO_EVIDENCE
    if address.standing == Standing.NO_CHOICE and address.last_event:
        return LAPSED
    outside = answer.row.external_id
    if outside in known.families and (outside, key) not in known.holders:
        return USED_NO_MORE
    try:
        importer = Actor(ActorKind.IMPORTER)
        evidence = answer.evidence(plan.sha256)
        way_of(address, actor=importer, source=Source.IMPORT_FILE, evidence=evidence)
    except MayNotOptIn as why:
        return str(why)
    return ""


def _disputed(answer: Answer, lines: dict[str, list[int]]) -> str:
    *others, last = lines[answer.read.key]
    return DISAGREE.format(f"{', '.join(map(str, others))} and {last}", answer.read.spelling)


def remark_on(row: Row, reason: str) -> Remark:
    """What is to be said about the answer of a row that is loaded all the same."""
    yes = bool(row.said and row.said.yes)
    value = "Yes" if yes else "No"
    return Remark(Result.NO_YES if yes else Result.CHECK, row.line, "Email Blast", value, reason)


def _lines(plan: Plan) -> dict[str, list[int]]:
    """On which lines each address stands, whatever became of them."""
    lines: dict[str, list[int]] = defaultdict(list)
    for row in sorted(plan.rows + plan.refused, key=lambda row: row.line):
        for key in dict.fromkeys(read.key for _, read in _addresses(row)):
            lines[key].append(row.line)
    return lines


def _addresses(row: Row) -> Iterator[tuple[int, Canonical]]:
    """The addresses of a row with the place of the adult they belong to."""
    for place, adult in enumerate(row.household.adults):
        for read in adult.addresses:
            yield place, read
