//! stub
use crate::consolidation::Consolidation;
use crate::finding::Finding;
use crate::schema::{PeriodId, Schema};
use crate::submission::Submission;
/// Checks one submission.
pub fn submission(_schema: &Schema, _submission: &Submission) -> Vec<Finding> {
    vec![]
}
/// Which submissions count.
pub struct Chosen {
    /// Positions.
    pub used: Vec<usize>,
    /// Findings.
    pub findings: Vec<Finding>,
}
/// The period most files are for.
pub fn prevailing_period(_submissions: &[Submission]) -> Option<PeriodId> {
    None
}
/// Checks across submissions.
pub fn across(_schema: &Schema, _period: PeriodId, submissions: &[Submission]) -> Chosen {
    Chosen { used: (0..submissions.len()).collect(), findings: vec![] }
}
/// Checks the consolidation.
pub fn consolidation(_schema: &Schema, _submissions: &[&Submission], _consolidation: &Consolidation) -> Vec<Finding> {
    vec![]
}
