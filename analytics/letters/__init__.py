"""Letters to payers: drafts from what the files know of a claim, with marked places for what only people know.

draft(workspace, claim_ref) makes one, to_docx and to_pdf write it, batch(workspace, claim_refs) makes a zip of many.
The words are data/letters/*.yaml; nothing else is in a letter but facts of the claim, and nothing is invented.
"""

from analytics.letters.batch import batch
from analytics.letters.compose import choices, draft, drafts
from analytics.letters.files import to_docx, to_pdf
from analytics.letters.model import Block, Letter, Run

__all__ = ["Block", "Letter", "Run", "batch", "choices", "draft", "drafts", "to_docx", "to_pdf"]
