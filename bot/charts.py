"""Charts as pictures: panels of lines and bars that read in any theme, by shape and label as well as by colour."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

PAPER, INK, FAINT = "#FBF7F2", "#2B2622", "#8A8078"
ACCENT, SECOND = "#B4532A", "#1F6F8B"
"""Terracotta, and sea for people. The picture brings its own paper, so it reads the same on a dark screen."""
FONT = "DejaVu Sans"
"""Comes with the library, and has Greek and all accents."""
COLOURS = (SECOND, ACCENT, "#6B5B4B", "#8C6D1F")
HATCHES, MARKS = ("", "//", "..", "xx"), ("o", "s", "^", "D")
MOST_TICKS = 7
DPI = 110


@dataclass(frozen=True)
class Line:
    """One row of numbers and what it is called."""

    name: str
    values: tuple[int, ...]


@dataclass(frozen=True)
class Panel:
    """One small chart; `bars` beside each other, or lines with marks."""

    title: str
    lines: tuple[Line, ...]
    bars: bool = False


def drawn(title: str, labels: Sequence[str], panels: Sequence[Panel]) -> bytes:
    """A PNG of all panels below each other; a label a place on the horizontal axis. Takes a second: use a thread."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8, 0.7 + 2.1 * len(panels)), dpi=DPI, facecolor=PAPER, layout="constrained")
    FigureCanvasAgg(figure)
    figure.suptitle(_plain(title), color=INK, fontsize=14, fontweight="bold", fontfamily=FONT, x=0.02, ha="left")
    axes: Any = figure.subplots(len(panels), 1, squeeze=False)[:, 0]
    for place, panel in enumerate(panels):
        _panel(axes[place], labels, panel)
    out = io.BytesIO()
    figure.savefig(out, format="png", facecolor=PAPER, metadata={"Software": None})
    return out.getvalue()


def _plain(text: str) -> str:
    """A dollar sign would begin a formula."""
    return text.replace("$", r"\$")


def _panel(axis: Any, labels: Sequence[str], panel: Panel) -> None:
    axis.set_facecolor(PAPER)
    axis.set_title(_plain(panel.title), color=INK, fontsize=11, fontfamily=FONT, loc="left")
    places, wide = range(len(labels)), 0.8 / max(1, len(panel.lines))
    for number, line in enumerate(panel.lines):
        colour, name = COLOURS[number % len(COLOURS)], f"{_plain(line.name)} ({sum(line.values)})"
        if panel.bars:
            at = [place + (number - (len(panel.lines) - 1) / 2) * wide for place in places]
            hatch = HATCHES[number % len(HATCHES)]
            axis.bar(at, line.values, wide * 0.92, color=colour, hatch=hatch, edgecolor=PAPER, linewidth=0, label=name)
        else:
            mark, name = MARKS[number % len(MARKS)], f"{_plain(line.name)} ({line.values[-1]})"
            axis.plot(places, line.values, color=colour, marker=mark, markersize=5, linewidth=2, label=name)
    _calm(axis, labels, panel)


def _calm(axis: Any, labels: Sequence[str], panel: Panel) -> None:
    """Few marks, whole numbers, the names beside the picture."""
    every = max(1, -(-len(labels) // MOST_TICKS))
    shown = range((len(labels) - 1) % every, len(labels), every)
    axis.set_xticks(list(shown), [labels[place] for place in shown], fontfamily=FONT, fontsize=9, color=INK)
    axis.set_xlim(-0.6, len(labels) - 0.4)
    top = max((value for line in panel.lines for value in line.values), default=0)
    axis.set_ylim(0, max(1, top) * 1.15)
    axis.yaxis.get_major_locator().set_params(integer=True, nbins=4)
    axis.tick_params(colors=INK, labelsize=9, length=0)
    axis.grid(axis="y", color=FAINT, alpha=0.25, linewidth=0.8)
    axis.set_axisbelow(True)
    for side in ("top", "right", "left"):
        axis.spines[side].set_visible(False)
    axis.spines["bottom"].set_color(FAINT)
    legend = axis.legend(loc="center left", bbox_to_anchor=(1.0, 0.5), frameon=False, fontsize=9, labelcolor=INK)
    for text in legend.get_texts():
        text.set_fontfamily(FONT)


def grid(title: str, across: str, down: str, names: Sequence[str], counts: Sequence[Sequence[int]]) -> bytes:
    """A PNG of a square table: the more often two of these names came together, the darker, with the number in it."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.colors import LinearSegmentedColormap
    from matplotlib.figure import Figure

    side = 2.6 + 0.5 * len(names)
    figure = Figure(figsize=(side, side * 0.86), dpi=DPI, facecolor=PAPER, layout="constrained")
    FigureCanvasAgg(figure)
    figure.suptitle(_plain(title), color=INK, fontsize=14, fontweight="bold", fontfamily=FONT, x=0.02, ha="left")
    axis: Any = figure.subplots()
    most = max((count for row in counts for count in row), default=0)
    axis.imshow(counts, cmap=LinearSegmentedColormap.from_list("sea", [PAPER, SECOND]), vmin=0, vmax=max(1, most))
    for place, row in enumerate(counts):
        for at, count in enumerate(row):
            if count:
                colour = PAPER if count > most / 2 else INK
                axis.text(at, place, str(count), ha="center", va="center", color=colour, fontsize=9, fontfamily=FONT)
    told = [_plain(name) for name in names]
    axis.set_xticks(range(len(told)), told, rotation=40, ha="right", fontfamily=FONT, fontsize=9, color=INK)
    axis.set_yticks(range(len(told)), told, fontfamily=FONT, fontsize=9, color=INK)
    axis.set_xlabel(across, color=INK, fontsize=10, fontfamily=FONT)
    axis.set_ylabel(down, color=INK, fontsize=10, fontfamily=FONT)
    axis.tick_params(length=0)
    for spine in axis.spines.values():
        spine.set_visible(False)
    out = io.BytesIO()
    figure.savefig(out, format="png", facecolor=PAPER, metadata={"Software": None})
    return out.getvalue()
