"""Whether credit of one award may count again in a larger one of which nothing is said."""

from microcredit.engine.standing import Standing, apart
from microcredit.graph.world import World


def may_count_again(world: World, smaller: str, larger: str) -> bool:
    """Whether modules that may stand in the one may stand in the other, which declares a larger
    size, and neither bars the other nor lets nothing be shared.

    How much may be shared is for audits to say."""
    one, other = world.editions(smaller)[0], world.editions(larger)[0]
    if one.size is None or other.size is None or one.size >= other.size:
        return False
    if apart(one.standing, other.standing):
        return False
    pairs = ((one.standing, other.standing), (other.standing, one.standing))
    if any(_nothing(says, of) for says, of in pairs):
        return False
    return bool(world.held(one) & world.held(other))


def _nothing(says: Standing, of: Standing) -> bool:
    rules = [rule for rule in says.shares if rule.concerns(of.award)]
    return any(
        rule.rule == "nothing" or (rule.rule == "awards" and not rule.most) for rule in rules
    )
