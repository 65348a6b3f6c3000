//! Positions in the world's lists: small to copy, impossible to mix up.

/// `index!(PlantIndex)`: the position of a plant in `World::plants`, and so on.
macro_rules! index {
    ($($(#[$note:meta])* $name:ident),* $(,)?) => {$(
        $(#[$note])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u32);

        impl $name {
            /// The position as a list index.
            #[must_use]
            pub const fn at(self) -> usize {
                self.0 as usize
            }

            /// The index of a list's position.
            #[must_use]
            pub const fn new(position: usize) -> Self {
                Self(position as u32)
            }
        }
    )*};
}

index!(
    /// In `World::plants`.
    PlantIndex,
    /// In `World::lines`.
    LineIndex,
    /// In `World::machines`.
    MachineIndex,
    /// In `World::crews`.
    CrewIndex,
    /// In `World::cost_centres`.
    CostCentreIndex,
    /// In `World::employees`.
    EmployeeIndex,
    /// In `World::families`.
    FamilyIndex,
    /// In `World::products`.
    ProductIndex,
    /// In `World::materials`.
    MaterialIndex,
    /// In `World::customers`.
    CustomerIndex,
    /// In `World::reps`.
    RepIndex,
    /// In `World::suppliers`.
    SupplierIndex,
    /// In `World::promotions`.
    PromotionIndex,
);
