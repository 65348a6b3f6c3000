"""Opens a report in each format with libraries that had no part in writing it, and holds it to what a reader relies on.

    python3 readers.py FOLDER

reads sample.docx, sample.pptx, sample.xlsx and sample.pdf of the folder and writes what they say beside them:
docx.txt, pptx.txt and pdf.txt as text, xlsx.txt as lines of sheet, row, column, value and number format between tabs.
Ends with 1 and a line that names the fault where a file is not as it should be.
"""

import pathlib
import sys

import docx
import openpyxl
import pikepdf
import pptx
import pypdf

CHARTS = 12


def word(path):
    document = docx.Document(path)
    styles = [p.style.name for p in document.paragraphs]
    assert styles.count("Title") == 1, "one title"
    assert any(name == "heading 1" or name == "Heading 1" for name in styles), "headings"
    assert len(document.tables) == 2, "two tables"
    assert len(document.inline_shapes) == CHARTS, f"{len(document.inline_shapes)} charts"
    for shape in document.inline_shapes:
        assert shape._inline.docPr.get("descr"), "each chart has a text"
        assert shape.width > 0 and shape.height > 0
    assert document.core_properties.title and document.core_properties.language == "en-GB"
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([p.text for p in document.paragraphs] + cells)


def slides(path):
    show = pptx.Presentation(path)
    text, charts = [], 0
    for slide in show.slides:
        assert slide.shapes.title is not None and slide.shapes.title.text, "each slide has a title"
        for shape in slide.shapes:
            if shape.has_text_frame:
                text.append(shape.text_frame.text)
            if shape.has_table:
                text += [cell.text for row in shape.table.rows for cell in row.cells]
            if shape.shape_type == pptx.enum.shapes.MSO_SHAPE_TYPE.PICTURE:
                charts += 1
                assert shape._element.nvPicPr.cNvPr.get("descr"), "each chart has a text"
                assert shape.image.content_type == "image/png"
            assert shape.left >= 0 and shape.left + shape.width <= show.slide_width, "nothing is off its slide"
    assert charts == CHARTS, f"{charts} charts"
    return "\n".join(text)


def workbook(path):
    values = openpyxl.load_workbook(path, data_only=True)
    formulas = openpyxl.load_workbook(path)
    lines, drawn = [], 0
    for sheet in values.worksheets:
        drawn += len(formulas[sheet.title]._charts) + len(formulas[sheet.title]._images)
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    at = [sheet.title, cell.row, cell.column, cell.value, cell.number_format]
                    lines.append("\t".join(str(part) for part in at))
    assert drawn == CHARTS, f"{drawn} charts"
    sums = [cell.value for row in formulas.worksheets[1].iter_rows() for cell in row if cell.data_type == "f"]
    assert sums and all(value.startswith("=SUM(") for value in sums), "totals are formulas"
    return "\n".join(lines)


def pdf(path):
    with pikepdf.open(path) as document:
        faults = document.check_pdf_syntax()
        assert not faults, faults
        root = document.Root
        assert root.MarkInfo.Marked, "marked"
        assert str(root.Lang) == "en-GB"
        assert bool(root.ViewerPreferences.DisplayDocTitle), "the title is shown"
        counts = {}
        count_tags(root.StructTreeRoot, counts)
        assert counts.get("Figure") == CHARTS, counts
        for tag in ["H1", "H2", "P", "L", "LI", "Table", "TR", "TH", "TD"]:
            assert counts.get(tag), f"no {tag}: {counts}"
        with document.open_metadata() as metadata:
            assert metadata.get("pdfaid:part") == "2" and metadata.get("pdfuaid:part") == "1"
            assert metadata.get("dc:title")
    reader = pypdf.PdfReader(path)
    assert reader.outline, "an outline"
    return "\n".join(page.extract_text() for page in reader.pages)


def count_tags(node, counts):
    """Counts the elements of the structure; each figure has a text for those who cannot see it."""
    if isinstance(node, pikepdf.Array):
        for child in node:
            count_tags(child, counts)
    elif isinstance(node, pikepdf.Dictionary):
        if "/S" in node:
            tag = str(node.S).removeprefix("/")
            counts[tag] = counts.get(tag, 0) + 1
            assert tag != "Figure" or str(node.get("/Alt", "")), "each figure has a text"
        if "/K" in node:
            count_tags(node.K, counts)


def main():
    folder = pathlib.Path(sys.argv[1])
    for kind, read in [("docx", word), ("pptx", slides), ("xlsx", workbook), ("pdf", pdf)]:
        try:
            text = read(folder / f"sample.{kind}")
        except AssertionError as fault:
            sys.exit(f"sample.{kind}: {fault}")
        (folder / f"{kind}.txt").write_text(text, encoding="utf-8")


main()
