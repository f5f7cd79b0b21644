//! Functions of formulas by the numbers that .xls gives them ([MS-XLS], Ftab), those of macro sheets left out.

/// One function.
#[derive(Clone, Copy, Debug)]
pub struct Function {
    pub name: &'static str,
    /// How many arguments it has where a formula does not say.
    pub arguments: usize,
    /// Whether it gives a number, a flag or an error whatever it is given, and never a text.
    pub is_number: bool,
}

const NUMBER: bool = true;
const ANY: bool = false;

/// The function of a number.
pub fn find(number: u16) -> Option<Function> {
    let found = FUNCTIONS.binary_search_by_key(&number, |(number, ..)| *number).ok()?;
    FUNCTIONS.get(found).map(|&(_, name, arguments, is_number)| Function { name, arguments: usize::from(arguments), is_number })
}

/// In order. Those that take any number of arguments always say how many.
#[rustfmt::skip]
const FUNCTIONS: &[(u16, &str, u8, bool)] = &[
    (0, "COUNT", 0, NUMBER), (1, "IF", 3, ANY),
    (2, "ISNA", 1, NUMBER), (3, "ISERROR", 1, NUMBER),
    (4, "SUM", 0, NUMBER), (5, "AVERAGE", 0, NUMBER),
    (6, "MIN", 0, NUMBER), (7, "MAX", 0, NUMBER),
    (8, "ROW", 1, NUMBER), (9, "COLUMN", 1, NUMBER),
    (10, "NA", 0, NUMBER), (11, "NPV", 0, NUMBER),
    (12, "STDEV", 0, NUMBER), (13, "DOLLAR", 2, ANY),
    (14, "FIXED", 3, ANY), (15, "SIN", 1, NUMBER),
    (16, "COS", 1, NUMBER), (17, "TAN", 1, NUMBER),
    (18, "ATAN", 1, NUMBER), (19, "PI", 0, NUMBER),
    (20, "SQRT", 1, NUMBER), (21, "EXP", 1, NUMBER),
    (22, "LN", 1, NUMBER), (23, "LOG10", 1, NUMBER),
    (24, "ABS", 1, NUMBER), (25, "INT", 1, NUMBER),
    (26, "SIGN", 1, NUMBER), (27, "ROUND", 2, NUMBER),
    (28, "LOOKUP", 3, ANY), (29, "INDEX", 4, ANY),
    (30, "REPT", 2, ANY), (31, "MID", 3, ANY),
    (32, "LEN", 1, NUMBER), (33, "VALUE", 1, NUMBER),
    (34, "TRUE", 0, NUMBER), (35, "FALSE", 0, NUMBER),
    (36, "AND", 0, NUMBER), (37, "OR", 0, NUMBER),
    (38, "NOT", 1, NUMBER), (39, "MOD", 2, NUMBER),
    (40, "DCOUNT", 3, NUMBER), (41, "DSUM", 3, NUMBER),
    (42, "DAVERAGE", 3, NUMBER), (43, "DMIN", 3, NUMBER),
    (44, "DMAX", 3, NUMBER), (45, "DSTDEV", 3, NUMBER),
    (46, "VAR", 0, NUMBER), (47, "DVAR", 3, NUMBER),
    (48, "TEXT", 2, ANY), (49, "LINEST", 4, NUMBER),
    (50, "TREND", 4, NUMBER), (51, "LOGEST", 4, NUMBER),
    (52, "GROWTH", 4, NUMBER), (56, "PV", 5, NUMBER),
    (57, "FV", 5, NUMBER), (58, "NPER", 5, NUMBER),
    (59, "PMT", 5, NUMBER), (60, "RATE", 6, NUMBER),
    (61, "MIRR", 3, NUMBER), (62, "IRR", 2, NUMBER),
    (63, "RAND", 0, NUMBER), (64, "MATCH", 3, NUMBER),
    (65, "DATE", 3, NUMBER), (66, "TIME", 3, NUMBER),
    (67, "DAY", 1, NUMBER), (68, "MONTH", 1, NUMBER),
    (69, "YEAR", 1, NUMBER), (70, "WEEKDAY", 2, NUMBER),
    (71, "HOUR", 1, NUMBER), (72, "MINUTE", 1, NUMBER),
    (73, "SECOND", 1, NUMBER), (74, "NOW", 0, NUMBER),
    (75, "AREAS", 1, NUMBER), (76, "ROWS", 1, NUMBER),
    (77, "COLUMNS", 1, NUMBER), (78, "OFFSET", 5, ANY),
    (82, "SEARCH", 3, NUMBER), (83, "TRANSPOSE", 1, ANY),
    (86, "TYPE", 1, NUMBER), (97, "ATAN2", 2, NUMBER),
    (98, "ASIN", 1, NUMBER), (99, "ACOS", 1, NUMBER),
    (100, "CHOOSE", 0, ANY), (101, "HLOOKUP", 4, ANY),
    (102, "VLOOKUP", 4, ANY), (105, "ISREF", 1, NUMBER),
    (109, "LOG", 2, NUMBER), (111, "CHAR", 1, ANY),
    (112, "LOWER", 1, ANY), (113, "UPPER", 1, ANY),
    (114, "PROPER", 1, ANY), (115, "LEFT", 2, ANY),
    (116, "RIGHT", 2, ANY), (117, "EXACT", 2, NUMBER),
    (118, "TRIM", 1, ANY), (119, "REPLACE", 4, ANY),
    (120, "SUBSTITUTE", 4, ANY), (121, "CODE", 1, NUMBER),
    (124, "FIND", 3, NUMBER), (125, "CELL", 2, ANY),
    (126, "ISERR", 1, NUMBER), (127, "ISTEXT", 1, NUMBER),
    (128, "ISNUMBER", 1, NUMBER), (129, "ISBLANK", 1, NUMBER),
    (130, "T", 1, ANY), (131, "N", 1, NUMBER),
    (140, "DATEVALUE", 1, NUMBER), (141, "TIMEVALUE", 1, NUMBER),
    (142, "SLN", 3, NUMBER), (143, "SYD", 4, NUMBER),
    (144, "DDB", 5, NUMBER), (148, "INDIRECT", 2, ANY),
    (162, "CLEAN", 1, ANY), (163, "MDETERM", 1, NUMBER),
    (164, "MINVERSE", 1, NUMBER), (165, "MMULT", 1, NUMBER),
    (167, "IPMT", 6, NUMBER), (168, "PPMT", 6, NUMBER),
    (169, "COUNTA", 0, NUMBER), (183, "PRODUCT", 0, NUMBER),
    (184, "FACT", 1, NUMBER), (189, "DPRODUCT", 3, NUMBER),
    (190, "ISNONTEXT", 1, NUMBER), (193, "STDEVP", 0, NUMBER),
    (194, "VARP", 0, NUMBER), (195, "DSTDEVP", 3, NUMBER),
    (196, "DVARP", 3, NUMBER), (197, "TRUNC", 2, NUMBER),
    (198, "ISLOGICAL", 1, NUMBER), (199, "DCOUNTA", 3, NUMBER),
    (204, "USDOLLAR", 2, ANY), (205, "FINDB", 3, NUMBER),
    (206, "SEARCHB", 3, NUMBER), (207, "REPLACEB", 4, ANY),
    (208, "LEFTB", 2, ANY), (209, "RIGHTB", 2, ANY),
    (210, "MIDB", 3, ANY), (211, "LENB", 3, NUMBER),
    (212, "ROUNDUP", 2, NUMBER), (213, "ROUNDDOWN", 2, NUMBER),
    (214, "ASC", 1, ANY), (215, "DBCS", 1, ANY),
    (216, "RANK", 3, NUMBER), (219, "ADDRESS", 5, ANY),
    (220, "DAYS360", 3, NUMBER), (221, "TODAY", 0, NUMBER),
    (222, "VDB", 7, NUMBER), (227, "MEDIAN", 0, NUMBER),
    (228, "SUMPRODUCT", 0, NUMBER), (229, "SINH", 1, NUMBER),
    (230, "COSH", 1, NUMBER), (231, "TANH", 1, NUMBER),
    (232, "ASINH", 1, NUMBER), (233, "ACOSH", 1, NUMBER),
    (234, "ATANH", 1, NUMBER), (235, "DGET", 3, ANY),
    (244, "INFO", 1, ANY), (247, "DB", 5, NUMBER),
    (252, "FREQUENCY", 2, NUMBER), (261, "ERROR.TYPE", 1, NUMBER),
    (269, "AVEDEV", 0, NUMBER), (270, "BETADIST", 5, NUMBER),
    (271, "GAMMALN", 1, NUMBER), (272, "BETAINV", 5, NUMBER),
    (273, "BINOMDIST", 4, NUMBER), (274, "CHIDIST", 2, NUMBER),
    (275, "CHIINV", 2, NUMBER), (276, "COMBIN", 2, NUMBER),
    (277, "CONFIDENCE", 3, NUMBER), (278, "CRITBINOM", 3, NUMBER),
    (279, "EVEN", 1, NUMBER), (280, "EXPONDIST", 3, NUMBER),
    (281, "FDIST", 3, NUMBER), (282, "FINV", 3, NUMBER),
    (283, "FISHER", 1, NUMBER), (284, "FISHERINV", 1, NUMBER),
    (285, "FLOOR", 2, NUMBER), (286, "GAMMADIST", 4, NUMBER),
    (287, "GAMMAINV", 3, NUMBER), (288, "CEILING", 2, NUMBER),
    (289, "HYPGEOMDIST", 4, NUMBER), (290, "LOGNORMDIST", 3, NUMBER),
    (291, "LOGINV", 3, NUMBER), (292, "NEGBINOMDIST", 3, NUMBER),
    (293, "NORMDIST", 4, NUMBER), (294, "NORMSDIST", 1, NUMBER),
    (295, "NORMINV", 3, NUMBER), (296, "NORMSINV", 1, NUMBER),
    (297, "STANDARDIZE", 3, NUMBER), (298, "ODD", 1, NUMBER),
    (299, "PERMUT", 2, NUMBER), (300, "POISSON", 3, NUMBER),
    (301, "TDIST", 3, NUMBER), (302, "WEIBULL", 4, NUMBER),
    (303, "SUMXMY2", 2, NUMBER), (304, "SUMX2MY2", 2, NUMBER),
    (305, "SUMX2PY2", 2, NUMBER), (306, "CHITEST", 2, NUMBER),
    (307, "CORREL", 2, NUMBER), (308, "COVAR", 2, NUMBER),
    (309, "FORECAST", 3, NUMBER), (310, "FTEST", 2, NUMBER),
    (311, "INTERCEPT", 2, NUMBER), (312, "PEARSON", 2, NUMBER),
    (313, "RSQ", 2, NUMBER), (314, "STEYX", 2, NUMBER),
    (315, "SLOPE", 2, NUMBER), (316, "TTEST", 4, NUMBER),
    (317, "PROB", 4, NUMBER), (318, "DEVSQ", 0, NUMBER),
    (319, "GEOMEAN", 0, NUMBER), (320, "HARMEAN", 0, NUMBER),
    (321, "SUMSQ", 0, NUMBER), (322, "KURT", 0, NUMBER),
    (323, "SKEW", 0, NUMBER), (324, "ZTEST", 3, NUMBER),
    (325, "LARGE", 2, NUMBER), (326, "SMALL", 2, NUMBER),
    (327, "QUARTILE", 2, NUMBER), (328, "PERCENTILE", 2, NUMBER),
    (329, "PERCENTRANK", 3, NUMBER), (330, "MODE", 0, NUMBER),
    (331, "TRIMMEAN", 2, NUMBER), (332, "TINV", 2, NUMBER),
    (336, "CONCATENATE", 0, ANY), (337, "POWER", 2, NUMBER),
    (342, "RADIANS", 1, NUMBER), (343, "DEGREES", 1, NUMBER),
    (344, "SUBTOTAL", 0, NUMBER), (345, "SUMIF", 3, NUMBER),
    (346, "COUNTIF", 2, NUMBER), (347, "COUNTBLANK", 1, NUMBER),
    (350, "ISPMT", 4, NUMBER), (351, "DATEDIF", 3, NUMBER),
    (352, "DATESTRING", 1, ANY), (353, "NUMBERSTRING", 2, ANY),
    (354, "ROMAN", 2, ANY), (358, "GETPIVOTDATA", 0, ANY),
    (359, "HYPERLINK", 2, ANY), (360, "PHONETIC", 1, ANY),
    (361, "AVERAGEA", 0, NUMBER), (362, "MAXA", 0, NUMBER),
    (363, "MINA", 0, NUMBER), (364, "STDEVPA", 0, NUMBER),
    (365, "VARPA", 0, NUMBER), (366, "STDEVA", 0, NUMBER),
    (367, "VARA", 0, NUMBER), (368, "BAHTTEXT", 1, ANY),
    (369, "THAIDAYOFWEEK", 1, ANY), (370, "THAIDIGIT", 1, ANY),
    (371, "THAIMONTHOFYEAR", 1, ANY), (372, "THAINUMSOUND", 1, ANY),
    (373, "THAINUMSTRING", 1, ANY), (374, "THAISTRINGLENGTH", 1, NUMBER),
    (375, "ISTHAIDIGIT", 1, ANY), (376, "ROUNDBAHTDOWN", 1, NUMBER),
    (377, "ROUNDBAHTUP", 1, NUMBER), (378, "THAIYEAR", 1, ANY),
    (379, "RTD", 0, ANY),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_are_in_order_and_found() {
        assert!(FUNCTIONS.windows(2).all(|pair| pair[0].0 < pair[1].0));
        assert_eq!(find(27).map(|function| (function.name, function.arguments)), Some(("ROUND", 2)));
        assert!(find(102).is_some_and(|function| function.name == "VLOOKUP" && !function.is_number));
        assert!(find(53).is_none() && find(u16::MAX).is_none());
    }
}
