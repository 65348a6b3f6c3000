//! Room for names beside points.

use super::drawing::Anchor;

/// The height of a name over and under its baseline, in points.
const RISE: f32 = 6.0;
const FALL: f32 = 1.8;

/// A rectangle: left, top, right, bottom.
type Area = (f32, f32, f32, f32);

/// What is taken of an area.
pub(super) struct Places {
    area: Area,
    taken: Vec<Area>,
}

impl Places {
    pub(super) fn new(left: f32, right: f32, top: f32, bottom: f32) -> Self {
        Self { area: (left, top, right, bottom), taken: Vec::new() }
    }

    /// Takes the room of a point.
    pub(super) fn cover(&mut self, (x, y): (f32, f32), radius: f32) {
        self.taken.push((x - radius, y - radius, x + radius, y + radius));
    }

    /// Takes room for a name of a width beside a point, at its right, its left, over or under it, and gives its baseline;
    /// none where each of these is taken.
    pub(super) fn find(&mut self, (x, y): (f32, f32), gap: f32, width: f32) -> Option<((f32, f32), Anchor)> {
        let middle = y + 2.6;
        let places = [
            ((x + gap, middle), Anchor::Start, x + gap),
            ((x - gap, middle), Anchor::End, x - gap - width),
            ((x, y - gap), Anchor::Middle, x - width / 2.0),
            ((x, y + gap + RISE), Anchor::Middle, x - width / 2.0),
        ];
        let (at, anchor, area) = places
            .into_iter()
            .map(|(at, anchor, left)| (at, anchor, (left, at.1 - RISE, left + width, at.1 + FALL)))
            .find(|(.., area)| self.free(*area))?;
        self.taken.push(area);
        Some((at, anchor))
    }

    fn free(&self, one: Area) -> bool {
        let inside =
            one.0 >= self.area.0 && one.1 >= self.area.1 && one.2 <= self.area.2 && one.3 <= self.area.3;
        let apart = |other: &Area| one.2 < other.0 || other.2 < one.0 || one.3 < other.1 || other.3 < one.1;
        inside && self.taken.iter().all(apart)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_take_the_first_room_that_is_free() {
        let mut places = Places::new(0.0, 100.0, 0.0, 100.0);
        places.cover((50.0, 50.0), 3.0);
        let find = |places: &mut Places| places.find((50.0, 50.0), 8.0, 20.0).map(|(_, anchor)| anchor);
        assert_eq!(find(&mut places), Some(Anchor::Start));
        assert_eq!(find(&mut places), Some(Anchor::End));
        assert_eq!(find(&mut places), Some(Anchor::Middle));
        assert_eq!(find(&mut places), Some(Anchor::Middle));
        assert_eq!(find(&mut places), None);
        assert_eq!(places.find((95.0, 20.0), 5.0, 20.0).map(|(_, anchor)| anchor), Some(Anchor::End));
    }
}
