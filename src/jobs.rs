//! How many threads work at once, and how work is shared among them. What comes of it is the same, and in the same order,
//! however many there are.

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::sync_channel;
use std::sync::{Mutex, PoisonError};
use std::thread::Builder;

/// How many threads may work at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Jobs(NonZeroUsize);

/// So many pieces may lie between two threads before the one that makes them waits: memory is bounded by it.
const BETWEEN: usize = 4;

impl Jobs {
    /// All is done by the thread that asks for it.
    pub const ONE: Jobs = Jobs(NonZeroUsize::MIN);

    /// As many as are wanted; 0 for as many as there are processors.
    pub fn of(wanted: usize) -> Jobs {
        let wanted = NonZeroUsize::new(wanted).or_else(|| std::thread::available_parallelism().ok());
        wanted.map_or(Jobs::ONE, Jobs)
    }

    /// Things in as many parts as threads can work on, none of them much larger than another.
    pub fn shares_of<T>(self, things: &[T]) -> Vec<&[T]> {
        things.chunks(things.len().div_ceil(self.0.get()).max(1)).collect()
    }

    /// What comes of each of some things, in their order.
    pub fn each<T: Sync, R: Send>(self, things: &[T], of: impl Fn(&T) -> R + Sync) -> Vec<R> {
        let threads = self.0.get().min(things.len());
        if threads < 2 {
            return things.iter().map(of).collect();
        }
        let next = AtomicUsize::new(0);
        let results: Mutex<Vec<Option<R>>> = Mutex::new(things.iter().map(|_| None).collect());
        let work = || {
            loop {
                let at = next.fetch_add(1, Ordering::Relaxed);
                let Some(thing) = things.get(at) else { break };
                let result = of(thing);
                let mut results = results.lock().unwrap_or_else(PoisonError::into_inner);
                if let Some(place) = results.get_mut(at) {
                    *place = Some(result);
                }
            }
        };
        std::thread::scope(|scope| {
            for _ in 1..threads {
                // Where the system gives no thread, there are fewer that work.
                let _ = Builder::new().spawn_scoped(scope, work);
            }
            // This thread works too: what it gives back of memory is where it goes on afterwards.
            work();
        });
        results.into_inner().unwrap_or_else(PoisonError::into_inner).into_iter().flatten().collect()
    }

    /// What `take` makes of pieces that another thread makes ahead of it.
    pub fn ahead<T: Send, R>(self, pieces: impl Iterator<Item = T> + Send, take: impl FnOnce(&mut dyn Iterator<Item = T>) -> R) -> R {
        let waiting = Mutex::new(Some(pieces));
        let pieces = || waiting.lock().unwrap_or_else(PoisonError::into_inner).take().into_iter().flatten();
        if self == Jobs::ONE {
            return take(&mut pieces());
        }
        std::thread::scope(|scope| {
            // These are large: one lies ready while the next is made.
            let (give, given) = sync_channel(1);
            // Nobody waits for what is left, once it is not taken.
            match Builder::new().spawn_scoped(scope, move || pieces().try_for_each(|piece| give.send(piece))) {
                Ok(_) => take(&mut given.into_iter()),
                Err(_) => take(&mut pieces()),
            }
        })
    }

    /// Gives pieces as `make` makes them to `take`, which another thread does behind it.
    ///
    /// # Errors
    /// The first of `take`, after which nothing more is taken; otherwise that of `make`.
    pub fn behind<T: Send, E: Send, M>(self, take: impl FnMut(T) -> Result<(), E> + Send, make: M) -> Result<(), E>
    where
        M: FnOnce(&mut dyn FnMut(T) -> Result<(), E>) -> Result<(), E>,
    {
        let waiting = Mutex::new(Some(take));
        let take = || waiting.lock().unwrap_or_else(PoisonError::into_inner).take();
        let alone = |make: M| take().map_or(Ok(()), |mut take| make(&mut take));
        if self == Jobs::ONE {
            return alone(make);
        }
        std::thread::scope(|scope| {
            let (give, given) = sync_channel(BETWEEN);
            let taking = move || take().map_or(Ok(()), |take| given.into_iter().try_for_each(take));
            let Ok(taking) = Builder::new().spawn_scoped(scope, taking) else { return alone(make) };
            let made = make(&mut |piece| {
                // What is not taken any more has told its error there.
                let _ = give.send(piece);
                Ok(())
            });
            drop(give);
            match taking.join() {
                Ok(taken) => taken.and(made),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOW_MANY: [usize; 4] = [1, 2, 3, 64];

    #[test]
    fn what_comes_of_things_is_in_their_order() {
        let things: Vec<u64> = (0..500).collect();
        for jobs in HOW_MANY {
            assert_eq!(Jobs::of(jobs).each(&things, |thing| thing * 3), things.iter().map(|thing| thing * 3).collect::<Vec<_>>());
            assert_eq!(Jobs::of(jobs).each(&things[..1], |thing| *thing), [0]);
            assert!(Jobs::of(jobs).each(&things[..0], |thing| *thing).is_empty());
            let shares = Jobs::of(jobs).shares_of(&things);
            assert!(shares.len() <= jobs && shares.concat() == things && Jobs::of(jobs).shares_of(&things[..0]).is_empty());
        }
    }

    #[test]
    fn pieces_come_in_their_order_from_the_thread_ahead() {
        for jobs in HOW_MANY {
            assert_eq!(Jobs::of(jobs).ahead(0..1_000, |pieces| pieces.sum::<u64>()), 499_500);
            // Who takes no more does not wait for the rest.
            assert_eq!(Jobs::of(jobs).ahead(0..u64::MAX, |pieces| pieces.nth(9)), Some(9));
        }
    }

    #[test]
    fn pieces_come_in_their_order_to_the_thread_behind() {
        for jobs in HOW_MANY {
            let mut taken = Vec::new();
            let make = |give: &mut dyn FnMut(u32) -> Result<(), u32>| (0..1_000).try_for_each(give);
            let take = |piece| {
                taken.push(piece);
                Ok(())
            };
            assert_eq!(Jobs::of(jobs).behind(take, make), Ok(()));
            assert_eq!(taken, (0..1_000).collect::<Vec<_>>());
            let full = |piece| if piece < 10 { Ok(()) } else { Err(piece) };
            assert_eq!(Jobs::of(jobs).behind(full, make), Err(10));
            let broken = |give: &mut dyn FnMut(u32) -> Result<(), u32>| give(1).and(Err(7));
            assert_eq!(Jobs::of(jobs).behind(|_| Ok(()), broken), Err(7));
        }
    }
}
