//! Mistakes in names, headings, units of measure and whole sheets.

use super::*;
use chitieu::number;

pub const MISTAKES: &[Kind] = &[
    ("unit-mismatch", "litres in the place of something else", |book, random| {
        let solid = |figure: &Figure| {
            let unit = SCHEMA.indicator(figure.indicator).unit_of_measure.as_str();
            quantity(figure) && is_typed_number(figure) && matches!(unit, "tấn" | "ha" | "con" | "hộ" | "triệu đồng")
        };
        let (leaf, figure) = pick(book, random, &solid)?;
        let text = book.add(&format!("{} lít", number::vietnamese(figure.amount.number()?, None)));
        put(book, leaf, &figure, text);
        Some(("unit-mismatch", Some(figure.cell.at)))
    }),
    ("unit-converted", "a row in another unit of measure", |book, random| {
        let tonnes = |figure: &Figure| SCHEMA.indicator(figure.indicator).unit_of_measure == "tấn" && is_typed_number(figure);
        let (leaf, figure) = pick(book, random, &tonnes)?;
        let table = book.tables(leaf).into_iter().find(|table| table.range.contains(figure.cell.at))?;
        let (_, column) = table.columns.iter().find(|(role, _)| *role == "unit")?;
        let named = Position::new(figure.cell.at.row, *column);
        if book.text(leaf, named)?.trim() != "tấn" {
            return None;
        }
        let row: Vec<Figure> = book
            .found
            .figures
            .clone()
            .into_iter()
            .filter(|other| other.cell.sheet == figure.cell.sheet && other.cell.at.row == figure.cell.at.row)
            .collect();
        if !row.iter().all(is_typed_number) {
            return None;
        }
        for figure in &row {
            put(book, leaf, figure, Value::Number(figure.amount.number()? * Decimal::TEN));
        }
        book.rewrite(leaf, named, &mut |_| "tạ".to_string());
        Some(("unit-converted", Some(named)))
    }),
    ("duplicate-indicator", "a row typed twice with another figure", |book, random| {
        let (leaf, label, figure) = pick_row(book, random)?;
        // Sums over rows would take the new one in; a name that is short or stands twice means its place.
        let exact = Label::parse(&book.text(leaf, label)?).key() == chitieu::label::key(&SCHEMA.indicator(figure.indicator).name);
        let alone = SCHEMA.each_indicator().filter(|(_, other)| other.name == SCHEMA.indicator(figure.indicator).name).count() == 1;
        if !book.leaves[leaf].formulas.is_empty() || !is_typed_number(&figure) || !quantity(&figure) || !exact || !alone {
            return None;
        }
        if book.leaves[leaf].merges.iter().any(|area| (area.first.row..=area.last.row).contains(&label.row)) {
            return None;
        }
        let row = label.row;
        let cells: Vec<_> = book.leaves[leaf].cells.iter().filter(|(at, _)| at.row == row).map(|(at, kept)| (*at, *kept)).collect();
        book.leaves[leaf].open_rows(row + 1, 1);
        for (at, (style, value)) in cells {
            let value = if at == figure.cell.at { Value::Number(figure.amount.number()? + Decimal::ONE) } else { value };
            book.leaves[leaf].cells.insert(Position::new(row + 1, at.column), (style, value));
        }
        Some(("duplicate-indicator", Some(Position::new(row + 1, figure.cell.at.column))))
    }),
    ("ambiguous-number", "one point before three digits, and nothing that settles it", |book, random| {
        let found = &book.found.clone();
        // Other figures of the row are near neither 7651 nor 7,651.
        let unsettled = |figure: &Figure| {
            let mut others = found.figures.iter().filter(|other| other.indicator == figure.indicator && other.cell != figure.cell.view());
            let far = |number: Decimal| number > Decimal::from(92) && number < Decimal::from(637);
            let unit = SCHEMA.indicator(figure.indicator).unit_of_measure.as_str();
            let measured = quantity(figure) && matches!(unit, "ha" | "tấn" | "triệu đồng" | "tỷ đồng");
            let given = found.unit.and_then(|unit| SCHEMA.plans.get(&(unit, figure.indicator)));
            measured
                && figure.measure == Measure::Actual
                && others.all(|other| other.amount.number().is_none_or(far))
                && given.is_none_or(|given| far(*given))
        };
        let (leaf, figure) = pick(book, random, &unsettled)?;
        let told = |typed: &number::Typed| typed.habit != number::Habit::Unknown;
        let settled = book.leaves[leaf].cells.values().any(|(_, value)| match value {
            Value::Text(id) => match number::read(&book.texts[id.0 as usize].text) {
                number::Reading::Number(typed) => told(&typed),
                number::Reading::Pair(a, b) => told(&a) || told(&b),
                _ => false,
            },
            _ => false,
        });
        let text = book.add("7.651");
        put(book, leaf, &figure, text);
        (!settled).then_some(("ambiguous-number", Some(figure.cell.at)))
    }),
    ("ambiguous-indicator", "a name that fits two", |book, random| {
        let (leaf, label, figure) = pick_row(book, random)?;
        let unit = SCHEMA.indicator(figure.indicator).unit_of_measure.as_str();
        let twice = two_in_one(unit)?;
        book.rewrite(leaf, label, &mut |_| twice.clone());
        Some(("ambiguous-indicator", Some(label)))
    }),
    ("unused-column", "a column of numbers under words that say nothing", |book, random| {
        let (leaf, figure) = pick(book, random, &|_| true)?;
        let table = book.tables(leaf).into_iter().find(|table| table.range.contains(figure.cell.at))?;
        if table.orientation != chitieu::submission::Orientation::IndicatorsDown {
            return None;
        }
        let column = book.leaves[leaf].cells.keys().map(|at| at.column).max()? + 1;
        let rows: Vec<u32> = book.found.rows.iter().filter(|row| row.cell.sheet == figure.cell.sheet).map(|row| row.cell.at.row).collect();
        let head = book.add("Mã vùng");
        let top = table.header.first.row;
        if book.leaves[leaf].cells.keys().filter(|at| at.row >= table.header.first.row).any(|at| at.column >= column) {
            return None;
        }
        book.leaves[leaf].cells.insert(Position::new(top, column), (StyleId(0), head));
        for (at, row) in rows.into_iter().enumerate() {
            book.leaves[leaf].cells.insert(Position::new(row, column), (StyleId(0), Value::Number(Decimal::from(4100 + 7 * at))));
        }
        Some(("unused-column", Some(Position::new(table.header.last.row, column))))
    }),
    ("no-table", "nothing but a title", |book, _| {
        for leaf in 0..book.leaves.len() {
            let first = book.tables(leaf).iter().map(|table| table.header.first.row).min().unwrap_or(0);
            book.leaves[leaf].cells.retain(|at, _| at.row < first);
            book.leaves[leaf].formulas.clear();
        }
        Some(("no-table", None))
    }),
    ("unknown-unit", "the unit's name in no place", |book, _| {
        let unit = SCHEMA.unit(book.found.unit?);
        let names: Vec<String> = std::iter::once(&unit.name).chain(&unit.aliases).map(|name| chitieu::label::folded_key(name)).collect();
        // "Văn phòng HĐND và UBND" and, above it, "UBND HUYỆN NAM ĐÔNG" name an office together.
        let named = |text: &str| {
            let folded = chitieu::label::folded_key(text);
            !folded.is_empty() && names.iter().any(|name| folded.contains(name.as_str()) || name.contains(&folded))
        };
        for leaf in 0..book.leaves.len() {
            let first = book.tables(leaf).iter().map(|table| table.header.first.row).min().unwrap_or(0);
            let last = book.tables(leaf).iter().map(|table| table.range.last.row).max().unwrap_or(0);
            let cells: Vec<Position> = book.leaves[leaf].cells.keys().copied().filter(|at| at.row < first || at.row > last).collect();
            for at in cells {
                if book.text(leaf, at).is_some_and(|text| named(&text)) {
                    book.leaves[leaf].cells.remove(&at);
                }
            }
            if named(&book.leaves[leaf].name) {
                book.leaves[leaf].name = format!("Biểu {}", leaf + 1).into();
            }
        }
        book.rename("bao cao.xlsx");
        Some(("unknown-unit", None))
    }),
    ("external-link", "a figure from another file", |book, random| {
        let number = |figure: &Figure| is_typed_number(figure) && quantity(figure);
        let (leaf, figure) = pick(book, random, &number)?;
        if !matches!(book.leaves[leaf].cells.get(&figure.cell.at)?.1, Value::Number(_)) {
            return None;
        }
        book.leaves[leaf].formulas.insert(figure.cell.at, "[1]Sheet1!$B$4".into());
        Some(("external-link", Some(figure.cell.at)))
    }),
    ("legacy-encoding", "a text that was TCVN3", |book, random| {
        let (leaf, label, _) = pick_row(book, random)?;
        let (_, value) = *book.leaves[leaf].cells.get(&label)?;
        let Value::Text(id) = value else { return None };
        if book.texts.iter().any(|text| text.legacy.is_some()) {
            return None;
        }
        book.texts[id.0 as usize].legacy = Some("§µn bß".into());
        Some(("legacy-encoding", Some(label)))
    }),
    ("total-mismatch", "a total that is not the units' sum", |book, random| {
        let totals: Vec<Figure> = book
            .found
            .figures
            .clone()
            .into_iter()
            .filter(|figure| figure.owner == Owner::Area && SCHEMA.indicator(figure.indicator).aggregate == chitieu::schema::Aggregate::Sum)
            .filter(|figure| no_ratio(&book.found, figure) && alone(figure))
            .collect();
        let figure = totals.get(random.below(totals.len()))?.clone();
        let leaf = book.leaves.iter().position(|leaf| leaf.name == figure.cell.sheet)?;
        let number = figure.amount.number()?;
        // A little less than all units together is wrong whoever is missing.
        let less = number - number / Decimal::TEN;
        put(book, leaf, &figure, Value::Number(less.round_dp(1)));
        Some(("total-mismatch", Some(figure.cell.at)))
    }),
    ("part-exceeds-whole", "a subset larger than its whole", |book, random| {
        let found = &book.found.clone();
        let subset = |figure: &Figure| whole_of(found, figure).is_some() && no_ratio(found, figure) && no_verdict(found, figure);
        let (leaf, figure) = pick(book, random, &|figure| subset(figure) && figure.measure != Measure::Plan && is_typed_number(figure))?;
        let (own, whole) = (figure.amount.number()?, whole_of(found, &figure)?);
        // As little more as makes no doubt of another kind.
        let number = whole + Decimal::ONE;
        if number >= own * Decimal::from(5) || own <= Decimal::ZERO {
            return None;
        }
        put(book, leaf, &figure, Value::Number(number));
        Some(("part-exceeds-whole", Some(figure.cell.at)))
    }),
    ("magnitude-outlier", "a whole column in kg", |book, _| {
        let own = book.found.unit.map(Owner::Unit)?;
        let tonnes: Vec<Figure> = book
            .found
            .figures
            .clone()
            .into_iter()
            .filter(|figure| figure.measure == Measure::Actual && figure.owner == own)
            .filter(|figure| SCHEMA.indicator(figure.indicator).unit_of_measure == "tấn" && quantity(figure))
            .collect();
        let place = |figure: &Figure| (figure.cell.sheet.clone(), figure.cell.at.column);
        let column = place(tonnes.first()?);
        let leaf = book.leaves.iter().position(|leaf| leaf.name == column.0)?;
        // A tenth of a tonne that a sum is off by rounding would be a hundred kilograms.
        let number = |id| book.found.number(id, own, Measure::Actual);
        let adds_up = |figure: &Figure| {
            let parts: Option<Vec<Decimal>> = SCHEMA.indicator(figure.indicator).parts.iter().map(|&part| number(part)).collect();
            parts.is_none_or(|parts| parts.is_empty() || Some(parts.iter().sum()) == figure.amount.number())
        };
        if !tonnes.iter().all(adds_up) || tonnes.iter().any(|figure| place(figure) != column || !is_typed_number(figure)) {
            return None;
        }
        let compared = |figure: &&Figure| {
            let positive = |measure| book.found.number(figure.indicator, own, measure).is_some_and(|number| number > Decimal::ZERO);
            figure.amount.number().is_some_and(|number| number > Decimal::ZERO) && (positive(Measure::Prior) || positive(Measure::Plan))
        };
        let first = tonnes.iter().find(compared)?.cell.at;
        if tonnes.iter().filter(compared).count() < 3 {
            return None;
        }
        // What is worked out from the column would be told to be stale.
        book.leaves[leaf].formulas.clear();
        for figure in &tonnes {
            put(book, leaf, figure, Value::Number(figure.amount.number()? * Decimal::ONE_THOUSAND));
        }
        Some(("magnitude-outlier", Some(first)))
    }),
];

/// The number of the whole that a figure is a subset of, where both are known and neither stands elsewhere in a sum.
fn whole_of(found: &chitieu::submission::Submission, figure: &Figure) -> Option<Decimal> {
    let mut wholes = SCHEMA.each_indicator().filter(|(_, whole)| whole.subsets.contains(&figure.indicator));
    let (whole, _) = wholes.next()?;
    if !alone(figure) || wholes.next().is_some() || !SCHEMA.indicator(figure.indicator).subsets.is_empty() {
        return None;
    }
    found.number(whole, figure.owner, figure.measure)
}

/// A shortened name that fits two indicators of a unit of measure equally.
fn two_in_one(unit: &str) -> Option<String> {
    let mut names =
        SCHEMA.each_indicator().filter(|(_, indicator)| indicator.unit_of_measure == unit).map(|(_, indicator)| &indicator.name);
    names.find_map(|name| {
        let words: Vec<&str> = name.split_whitespace().collect();
        (3..words.len()).map(|end| words[..end].join(" ")).find(|short| {
            let label = Label::parse(short);
            let fits = |ids: &[chitieu::schema::IndicatorId]| ids.iter().all(|id| SCHEMA.indicator(*id).unit_of_measure == unit);
            let loose = INDEX.paraphrase(&label);
            INDEX.exact(&label).is_empty()
                && INDEX.same_words(&label).is_empty()
                && INDEX.typo(&label).is_empty()
                && loose.len() >= 2
                && fits(&loose)
        })
    })
}
