"""Documents, clauses, the index, questions and answers of Wenzheng (问政).

The data goes one way: document → clause → index → question → answer, and so do the imports.
Nothing here knows a terminal, Telegram or a configuration file.
"""
