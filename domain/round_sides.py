"""The two worlds that rounds cross: those who design and those who make, told by what a person says of their sector."""

from collections.abc import Iterable

from domain.naming import folded

CREATIVE, TRADITIONAL = "creative", "traditional"

_CREATIVE = """
    design diseno disseny progettazione grafica graphic graphics illustration ilustracion illustrazione web it software
    programming programacion programmazione development desarrollo sviluppo photography fotografia photo video film cine
    cinema sound sonido suono music musica audio lettering typography tipografia architecture arquitectura architettura
    art arts arte arti writing animation animacion animazione fashion moda advertising publicidad ux ui games media
    creative creativo creativa
"""
_TRADITIONAL = """
    furniture muebles mueble mobili arredo carpentry carpinteria falegnameria wood madera legno building construction
    construccion edilizia costruzioni mechanics mecanica meccanica metalwork metal metallo ceramics ceramica pottery
    upholstery tapiceria tappezzeria sewing costura sartoria textile textiles textil tessile printing imprenta stampa
    bookbinding encuadernacion legatoria boats barcos nautica food alimentacion comida cibo alimentare farming
    agriculture agricultura agricoltura electrics electricidad elettricita plumbing fontaneria idraulica craft crafts
    artesania artigianato leather cuero pelle glass vidrio vetro manufacturing industry industria traditional
    tradicional tradizionale
"""
_WORLDS = dict.fromkeys(_CREATIVE.split(), CREATIVE) | dict.fromkeys(_TRADITIONAL.split(), TRADITIONAL)


def world(sectors: Iterable[str]) -> str:
    """The world of the first sector that tells one; empty where none does: such a person sits with anybody."""
    words = (word for sector in sectors for word in folded(sector).replace("-", " ").replace("/", " ").split())
    return next((_WORLDS[word] for word in words if word in _WORLDS), "")


def space(name: str) -> str:
    """A space as people mean it, however they write it."""
    return folded(name)
