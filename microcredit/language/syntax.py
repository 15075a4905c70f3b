"""What a policy says, as frozen values: one class for each thing that can be written.

Two nodes are equal when they say the same thing; where they stand in the text (``span``) takes no
part in it. A class's docstring is the policy text that it stands for. The classes are defined in
four files, from the smallest pieces up, and gathered here.
"""

from microcredit.language.syntax_awards import (
    Award as Award,
    Choose as Choose,
    CountOnly as CountOnly,
    Effective as Effective,
    Event as Event,
    Expiry as Expiry,
    ExternalAward as ExternalAward,
    HighestLevel as HighestLevel,
    Part as Part,
    Share as Share,
    SomeArea as SomeArea,
    Title as Title,
    Variable as Variable,
)
from microcredit.language.syntax_conditions import (
    AllOf as AllOf,
    Amount as Amount,
    Average as Average,
    Comparison as Comparison,
    Condition as Condition,
    Either as Either,
    Fixed as Fixed,
    HoldsAward as HoldsAward,
    NamedAmount as NamedAmount,
    Proportion as Proportion,
    Requirement as Requirement,
    SomeOf as SomeOf,
    Total as Total,
    Unit as Unit,
)
from microcredit.language.syntax_files import (
    Define as Define,
    Example as Example,
    ExampleHolds as ExampleHolds,
    ExampleRecord as ExampleRecord,
    Expectation as Expectation,
    Framework as Framework,
    Grade as Grade,
    GradeScale as GradeScale,
    Import as Import,
    Outcome as Outcome,
    PolicyFile as PolicyFile,
    UseFramework as UseFramework,
)
from microcredit.language.syntax_selections import (
    Adjective as Adjective,
    AtInstitution as AtInstitution,
    AtLevel as AtLevel,
    Code as Code,
    Completed as Completed,
    Defined as Defined,
    FromModules as FromModules,
    Graded as Graded,
    InArea as InArea,
    LevelRange as LevelRange,
    Name as Name,
    Node as Node,
    Not as Not,
    Passed as Passed,
    Recognised as Recognised,
    Selection as Selection,
    Tagged as Tagged,
    Text as Text,
    UnderArea as UnderArea,
    UsedFor as UsedFor,
)
