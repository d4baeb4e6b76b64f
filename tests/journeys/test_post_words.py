"""A journey of posts in each reader's own language."""

from functools import partial

from storage import people
from tests.journeys.newsdesk import house
from tests.journeys.world import World


async def test_it_speaks_the_readers_language(world: World) -> None:
    mara, eleni, ann, kostas = await house(world)
    for person, language in ((1, "es"), (2, "it"), (4, "es")):
        await world.db.run(partial(people.set_member, member_id=person, language=language))
    await ann.says("post Kostas sold nine chairs.")
    await ann.taps("Hand in")
    eleni.sees("Da decidere: Kostas sold nine chairs.", "[Pronto da approvare]")
    await eleni.taps("Pronto da approvare")
    kostas.sees("Apareces en una publicación. ¿Puede leerlo todo el mundo?", "[Sí, publicadlo]")
    await kostas.taps("Sí, publicadlo")
    mara.sees("Por decidir: Kostas sold nine chairs.", "Kostas está de acuerdo")
    await mara.taps("Aprobar")
    ann.sees("Approved: Kostas sold")
