"""How an answer is written: a table for people, lines or Parquet for programs, CSV for spreadsheets."""

from crawler.articles.query.output.write import FORMATS, choose_format, open_output, write_answer

__all__ = ["FORMATS", "choose_format", "open_output", "write_answer"]
