//! Where on a sheet labels of indicators and names of units stand.

use super::grid::Grid;
use super::texts::Texts;
use crate::label::Label;
use foldhash::HashMap;
use std::collections::BTreeMap;

/// Where labels of indicators and names of units stand.
pub(super) struct Survey {
    /// Column → rows with a label of an indicator.
    pub indicators: BTreeMap<u32, Ascending>,
    /// Column → rows with the name of a unit.
    pub units: BTreeMap<u32, Ascending>,
    /// The row with most labels of indicators, the first of several, and their columns; no columns where there is none.
    pub across: (u32, Vec<u32>),
    /// Rows with a word that stands in headers.
    pub headed: Ascending,
}

impl Survey {
    /// Looks at every text of a sheet once.
    pub fn of(grid: &Grid<'_>, texts: &Texts<'_>) -> Survey {
        // In no order while they are gathered.
        let (mut indicators, mut units): (HashMap<u32, Ascending>, HashMap<u32, Ascending>) = Default::default();
        let (mut across, mut headed) = ((0, Vec::new()), Ascending::default());
        // By columns: the name above, which short names below are said of: "Ngô", then "- Diện tích".
        let mut above: Vec<Option<&Label>> = Vec::new();
        let mut columns = Vec::new();
        for row in &grid.rows {
            columns.clear();
            for (at, id) in grid.text_ids_of(row) {
                let Some(glance) = texts.glance(id).filter(|glance| !glance.figure) else { continue };
                let (column, label) = (at.column as usize, || texts.get(id).map(|looked| &looked.label));
                let composed = !glance.names_indicators
                    && glance.marked
                    && above.get(column).copied().flatten().zip(label()).is_some_and(|(above, own)| !texts.composed(own, above).is_empty());
                if glance.heads_others {
                    if above.len() <= column {
                        above.resize(column + 1, None);
                    }
                    above.iter_mut().skip(column).take(1).for_each(|above| *above = label());
                }
                if glance.heading {
                    headed.push(row.index);
                }
                if glance.names_indicators || composed {
                    // "Hộ" and "trường" down a column are units of measure.
                    if !glance.names_a_measure {
                        indicators.entry(at.column).or_default().push(row.index);
                    }
                    columns.push(at.column);
                }
                if glance.names_a_unit {
                    units.entry(at.column).or_default().push(row.index);
                }
            }
            if columns.len() > across.1.len() {
                across = (row.index, columns.clone());
            }
        }
        Survey { indicators: indicators.into_iter().collect(), units: units.into_iter().collect(), across, headed }
    }

    /// Whether a few names stand one or two columns beside the column with most names, in rows of their own.
    fn steps_aside(&self, column: u32, rows: &Ascending) -> bool {
        let Some((main, most)) = self.indicators.iter().max_by_key(|(column, rows)| (rows.len(), std::cmp::Reverse(**column))) else {
            return false;
        };
        (1..=2).contains(&column.abs_diff(*main)) && rows.shared_with(most) == 0 && most.len() >= 3
    }

    /// Columns of labels, one group a table: columns that share no row belong together (names stepped to the
    /// right by level), columns that share rows are tables side by side.
    pub fn label_columns(&self) -> Vec<Vec<u32>> {
        let best = self.indicators.values().map(Ascending::len).max().unwrap_or(0);
        let mut columns: Vec<(u32, &Ascending)> = self
            .indicators
            .iter()
            .map(|(column, rows)| (*column, rows))
            .filter(|(column, rows)| (rows.len() * 4 >= best && (rows.len() > 1 || best <= 2)) || self.steps_aside(*column, rows))
            .collect();
        columns.sort_by_key(|(column, rows)| (std::cmp::Reverse(rows.len()), *column));
        let mut groups: Vec<Vec<(u32, &Ascending)>> = Vec::new();
        for (column, rows) in columns {
            let apart = |(other, others): &(u32, &Ascending)| {
                other.abs_diff(column) <= 2 && rows.shared_with(others) * 10 <= rows.len().min(others.len())
            };
            match groups.iter_mut().find(|group| group.iter().all(apart)) {
                Some(group) => group.push((column, rows)),
                None => groups.push(vec![(column, rows)]),
            }
        }
        groups.into_iter().map(|group| group.into_iter().map(|(column, _)| column).collect()).collect()
    }
}

/// Rows in ascending order, each once.
#[derive(Debug, Default)]
pub(super) struct Ascending(Vec<u32>);

impl Ascending {
    /// Rows in any order.
    pub fn of(mut rows: Vec<u32>) -> Ascending {
        rows.sort_unstable();
        rows.dedup();
        Ascending(rows)
    }

    /// Adds a row that is none before the last.
    fn push(&mut self, row: u32) {
        if self.0.last().is_none_or(|last| *last < row) {
            self.0.push(row);
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = u32> {
        self.0.iter().copied()
    }

    /// The first.
    pub fn first(&self) -> Option<u32> {
        self.0.first().copied()
    }

    /// Whether a row is among them.
    pub fn contains(&self, row: u32) -> bool {
        self.0.binary_search(&row).is_ok()
    }

    /// Those from a row on.
    pub fn from(&self, row: u32) -> &[u32] {
        self.0.get(self.0.partition_point(|known| *known < row)..).unwrap_or_default()
    }

    /// Those from a row on, before another.
    pub fn between(&self, first: u32, end: u32) -> &[u32] {
        let rows = self.from(first);
        rows.get(..rows.partition_point(|known| *known < end)).unwrap_or_default()
    }

    /// How many are among others, too.
    fn shared_with(&self, others: &Ascending) -> usize {
        let (few, many) = if self.len() <= others.len() { (self, others) } else { (others, self) };
        few.iter().filter(|row| many.contains(*row)).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_counted_from_one_to_another() {
        let rows = Ascending::of(vec![7, 3, 5, 3]);
        assert_eq!((rows.len(), rows.first(), rows.contains(5), rows.contains(4)), (3, Some(3), true, false));
        assert_eq!((rows.from(4), rows.between(3, 7), rows.between(8, 2)), (&[5, 7][..], &[3, 5][..], &[][..]));
        assert_eq!(rows.shared_with(&Ascending::of(vec![1, 5, 7, 9, 11])), 2);
    }
}
