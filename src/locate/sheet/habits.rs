//! How the numbers of a table are typed, column by column.

use super::super::value::Habits;
use super::Reader;

impl Reader<'_, '_, '_> {
    /// Learns it from all its texts that are figures.
    pub(super) fn learn_habits(&mut self) {
        let measured: Vec<u32> =
            self.table.headings.iter().filter(|heading| heading.role.is_measure()).map(|heading| heading.column).collect();
        let mut columns: Vec<(u32, Habits)> = measured.into_iter().map(|column| (column, Habits::default())).collect();
        for row in self.grid.rows_within(self.table.first_row, self.table.last_row) {
            for (of, id) in self.grid.sheet.cells_of(row).texts() {
                if let Some((_, habits)) = columns.iter_mut().find(|(column, _)| *column == of) {
                    habits.add(self.grid.texts.number(id));
                }
            }
        }
        let mut all = Habits::default();
        for (column, habits) in columns {
            all.join(habits);
            self.habits.insert(column, habits.proved());
        }
        self.sheet_habit = all.proved();
    }
}
