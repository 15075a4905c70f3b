"""What a policy says, as frozen values: one class for each thing that can be written.

Two nodes are equal when they say the same thing; where they stand in the text (``span``) takes no
part in it. A class's docstring is the policy text that it stands for. The classes are defined in
four files, from the smallest pieces up, and gathered here.
"""

from microcredit.language.syntax_awards import (
    Award as Award,
)
from microcredit.language.syntax_awards import (
    Choose as Choose,
)
from microcredit.language.syntax_awards import (
    CountOnly as CountOnly,
)
from microcredit.language.syntax_awards import (
    Effective as Effective,
)
from microcredit.language.syntax_awards import (
    Event as Event,
)
from microcredit.language.syntax_awards import (
    Expiry as Expiry,
)
from microcredit.language.syntax_awards import (
    ExternalAward as ExternalAward,
)
from microcredit.language.syntax_awards import (
    HighestLevel as HighestLevel,
)
from microcredit.language.syntax_awards import (
    Part as Part,
)
from microcredit.language.syntax_awards import (
    Share as Share,
)
from microcredit.language.syntax_awards import (
    SomeArea as SomeArea,
)
from microcredit.language.syntax_awards import (
    Title as Title,
)
from microcredit.language.syntax_awards import (
    Variable as Variable,
)
from microcredit.language.syntax_conditions import (
    AllOf as AllOf,
)
from microcredit.language.syntax_conditions import (
    Amount as Amount,
)
from microcredit.language.syntax_conditions import (
    Average as Average,
)
from microcredit.language.syntax_conditions import (
    Comparison as Comparison,
)
from microcredit.language.syntax_conditions import (
    Condition as Condition,
)
from microcredit.language.syntax_conditions import (
    Either as Either,
)
from microcredit.language.syntax_conditions import (
    Fixed as Fixed,
)
from microcredit.language.syntax_conditions import (
    HoldsAward as HoldsAward,
)
from microcredit.language.syntax_conditions import (
    NamedAmount as NamedAmount,
)
from microcredit.language.syntax_conditions import (
    Proportion as Proportion,
)
from microcredit.language.syntax_conditions import (
    Requirement as Requirement,
)
from microcredit.language.syntax_conditions import (
    SomeOf as SomeOf,
)
from microcredit.language.syntax_conditions import (
    Total as Total,
)
from microcredit.language.syntax_conditions import (
    Unit as Unit,
)
from microcredit.language.syntax_files import (
    Define as Define,
)
from microcredit.language.syntax_files import (
    Example as Example,
)
from microcredit.language.syntax_files import (
    ExampleHolds as ExampleHolds,
)
from microcredit.language.syntax_files import (
    ExampleRecord as ExampleRecord,
)
from microcredit.language.syntax_files import (
    Expectation as Expectation,
)
from microcredit.language.syntax_files import (
    Framework as Framework,
)
from microcredit.language.syntax_files import (
    Grade as Grade,
)
from microcredit.language.syntax_files import (
    GradeScale as GradeScale,
)
from microcredit.language.syntax_files import (
    Import as Import,
)
from microcredit.language.syntax_files import (
    Outcome as Outcome,
)
from microcredit.language.syntax_files import (
    PolicyFile as PolicyFile,
)
from microcredit.language.syntax_files import (
    UseFramework as UseFramework,
)
from microcredit.language.syntax_selections import (
    Adjective as Adjective,
)
from microcredit.language.syntax_selections import (
    AtInstitution as AtInstitution,
)
from microcredit.language.syntax_selections import (
    AtLevel as AtLevel,
)
from microcredit.language.syntax_selections import (
    Code as Code,
)
from microcredit.language.syntax_selections import (
    Completed as Completed,
)
from microcredit.language.syntax_selections import (
    Defined as Defined,
)
from microcredit.language.syntax_selections import (
    FromModules as FromModules,
)
from microcredit.language.syntax_selections import (
    Graded as Graded,
)
from microcredit.language.syntax_selections import (
    InArea as InArea,
)
from microcredit.language.syntax_selections import (
    LevelRange as LevelRange,
)
from microcredit.language.syntax_selections import (
    Name as Name,
)
from microcredit.language.syntax_selections import (
    Node as Node,
)
from microcredit.language.syntax_selections import (
    Not as Not,
)
from microcredit.language.syntax_selections import (
    Passed as Passed,
)
from microcredit.language.syntax_selections import (
    Recognised as Recognised,
)
from microcredit.language.syntax_selections import (
    Selection as Selection,
)
from microcredit.language.syntax_selections import (
    Tagged as Tagged,
)
from microcredit.language.syntax_selections import (
    Text as Text,
)
from microcredit.language.syntax_selections import (
    UnderArea as UnderArea,
)
from microcredit.language.syntax_selections import (
    UsedFor as UsedFor,
)
