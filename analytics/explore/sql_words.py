"""What a question in SQL may be made of: kinds of nodes of the parsed text, and the functions it may call.

Lists of what is allowed, not of what is not: a function nobody thought of is refused until somebody puts it here. Left
out on purpose: whatever reads files, settings, the catalogue or the environment, changes a sequence, runs text as SQL,
or makes a value far larger than what it was given.
"""

from __future__ import annotations

QUERIES = {"SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE", "CTE_NODE"}
TABLES = {"EMPTY", "BASE_TABLE", "SUBQUERY", "JOIN", "EXPRESSION_LIST", "TABLE_FUNCTION"}
MODIFIERS = {"LIMIT_MODIFIER", "LIMIT_PERCENT_MODIFIER", "ORDER_MODIFIER", "DISTINCT_MODIFIER"}
EXPRESSIONS = {
    *("CONSTANT", "COLUMN_REF", "FUNCTION", "COMPARISON", "CONJUNCTION", "OPERATOR", "CASE", "CAST", "WINDOW"),
    *("SUBQUERY", "STAR", "BETWEEN", "LAMBDA", "LAMBDA_REF", "POSITIONAL_REFERENCE", "COLLATE", "TYPE"),
}
TABLE_FUNCTIONS = {"unnest", "generate_series", "range"}
AGGREGATES = {
    *("count", "count_star", "sum", "avg", "mean", "min", "max", "median", "mode", "any_value", "first", "last"),
    *("arg_min", "arg_max", "min_by", "max_by", "bool_and", "bool_or", "string_agg", "product"),
    *("quantile_disc", "quantile_cont", "stddev", "stddev_samp", "stddev_pop", "variance", "var_samp", "var_pop"),
    *("corr", "covar_samp", "covar_pop", "regr_slope", "regr_intercept", "regr_r2", "count_if", "countif", "skewness"),
    *("approx_count_distinct", "histogram", "grouping", "grouping_id"),
}
WINDOWS = {
    *("row_number", "rank", "dense_rank", "percent_rank", "cume_dist", "ntile", "lag", "lead", "first_value"),
    *("last_value", "nth_value"),
}
NUMBERS = {
    *(
        "abs",
        "round",
        "floor",
        "ceil",
        "ceiling",
        "trunc",
        "sign",
        "sqrt",
        "power",
        "pow",
        "ln",
        "log",
        "log10",
        "log2",
    ),
    *("exp", "greatest", "least", "mod", "fdiv", "add", "subtract", "multiply", "divide", "isnan", "isfinite"),
}
TEXTS = {
    *("lower", "upper", "lcase", "ucase", "trim", "ltrim", "rtrim", "length", "len", "substring", "substr", "left"),
    *("right", "replace", "concat", "concat_ws", "contains", "starts_with", "ends_with", "prefix", "suffix", "instr"),
    *("position", "strpos", "split_part", "string_split", "regexp_matches", "regexp_extract", "regexp_replace"),
    *("regexp_full_match", "like_escape", "not_like_escape", "ilike_escape", "reverse", "hash"),
}
DATES = {
    *("date_trunc", "date_part", "datepart", "date_diff", "datediff", "date_add", "date_sub", "datesub", "datetrunc"),
    *("year", "month", "quarter", "week", "day", "dayofmonth", "dayofweek", "dayofyear", "isodow", "isoyear"),
    *("yearweek", "dayname", "monthname", "last_day", "make_date", "strftime", "strptime", "try_strptime"),
    *("to_days", "to_weeks", "to_months", "to_years", "to_quarters", "time_bucket", "epoch", "weekofyear"),
}
VALUES = {
    *("coalesce", "ifnull", "nullif", "if", "struct_pack", "row", "list_value", "struct_extract", "list_extract"),
    *("list_contains", "list_has_any", "list_sort", "list_distinct", "list_transform", "list_filter", "array_length"),
    *("array_to_string", "list_sum", "list_min", "list_max", "list_count", "list_slice", "array_extract", "unnest"),
    *("list_has", "list_has_all", "list_aggregate", "list_unique", "list_concat", "flatten", "element_at", "typeof"),
}
FUNCTIONS = AGGREGATES | WINDOWS | NUMBERS | TEXTS | DATES | VALUES
