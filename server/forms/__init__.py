"""Forms as the county writes them: a Chinese workbook, checked with sheet, row and column, converted to an XForm."""
