//! The nearest vectors, in one of two ways: where the filter leaves few, all of these are compared; where it leaves many,
//! pgvector's index (HNSW) is followed, which passes over what the filter keeps out and goes on until it has enough.

use sqlx::{AssertSqlSafe, PgPool, Postgres, Transaction, postgres::PgArguments, query::QueryAs};

use super::{
    open::one_at_a_time,
    text::{all_stored, stored},
};
use crate::{
    EVERYONE,
    index::{
        QueryVector,
        fuse::is_deep,
        snapshot::{Allowed, Snapshot},
        tables::{Asked, Done, counted},
    },
};

type Connection = Transaction<'static, Postgres>;

/// pgvector indexes vectors of so many numbers at most.
const INDEXED: usize = 2_000;
/// pgvector looks at so many at once at most.
const MOST_AT_ONCE: usize = 1_000;
/// Following the index to a vector costs about as much as comparing so many vectors one after the other, as measured.
const STEP: usize = 12;

/// What a reader may read and a filter lets through, of vectors that can be compared with the query's.
const FROM: &str = "
    FROM passage_vector AS v
    JOIN passage AS p ON p.tenant = v.tenant AND p.passage_number = v.passage_number
    JOIN document AS d ON d.tenant = p.tenant AND d.document_id = p.document_id
    WHERE v.tenant = $2 AND d.tenant = $2 AND d.readers && $3 AND d.embedder = $4
        AND ($5::TEXT[] IS NULL OR d.kind = ANY($5)) AND ($6::TEXT[] IS NULL OR d.document_id = ANY($6))
        AND ($7::TEXT[] IS NULL OR d.links && $7)
        AND ($8::TEXT IS NULL OR p.passage_date >= $8) AND ($9::TEXT IS NULL OR p.passage_date <= $9)";

/// So that the index is followed, whatever the statistics of the tables say of other ways.
const FOLLOW: &str =
    "SET LOCAL enable_seqscan TO off; SET LOCAL enable_sort TO off; SET LOCAL enable_hashjoin TO off;
    SET LOCAL enable_mergejoin TO off; SET LOCAL hnsw.iterative_scan TO strict_order";
const UNFOLLOW: &str = "SET LOCAL enable_seqscan TO DEFAULT; SET LOCAL enable_sort TO DEFAULT;
    SET LOCAL enable_hashjoin TO DEFAULT; SET LOCAL enable_mergejoin TO DEFAULT";

/// Makes the index of vectors of this length, where there is none. It holds up no search, and writes only until it is made.
pub(super) async fn make_index(pool: &PgPool, dimensions: usize) -> Done<()> {
    let mut transaction = pool.begin().await?;
    // Asked first, because making one waits for all writes even where there is one.
    if dimensions > INDEXED || indexed(&mut transaction, dimensions).await?.is_some() {
        return Ok(());
    }
    let make = format!(
        "CREATE INDEX IF NOT EXISTS passage_vector_{dimensions} ON passage_vector
         USING hnsw ((embedding::VECTOR({dimensions})) vector_ip_ops) WHERE dimensions = {dimensions}"
    );
    one_at_a_time(&mut transaction).await?;
    sqlx::query(AssertSqlSafe(make)).execute(&mut *transaction).await?;
    transaction.commit().await
}

/// About how many vectors the index of this length holds, of all tenants; none where there is no index.
async fn indexed(connection: &mut Connection, dimensions: usize) -> Done<Option<usize>> {
    const SIZE: &str = "SELECT GREATEST(reltuples, 0)::BIGINT FROM pg_class WHERE oid = to_regclass('passage_vector_' || $1)";
    let size: Option<i64> =
        sqlx::query_scalar(SIZE).bind(dimensions.to_string()).fetch_optional(&mut **connection).await?;
    size.map(counted).transpose()
}

pub(super) async fn nearest(
    connection: &mut Connection,
    asked: &Asked<'_>,
    snapshot: &Snapshot,
    allowed: &Allowed,
    vector: &QueryVector,
) -> Done<Vec<(usize, f32)>> {
    let wanted = snapshot.slots_of_embedder(&vector.embedder, allowed).count();
    if wanted == 0 || vector.values.is_empty() || vector.values.iter().any(|value| !value.is_finite()) {
        return Ok(Vec::new());
    }
    let search = Search { asked, snapshot, allowed, vector };
    // Asked only where it may be: of more vectors, those of other tenants, the same are found no sooner.
    if is_worth_following(wanted, snapshot.heads.len(), asked.depth())
        && let Some(indexed) = indexed(connection, vector.values.len()).await?
        && is_worth_following(wanted, indexed, asked.depth())
    {
        let near = search.follow(connection).await?;
        let print = |slot: usize| snapshot.heads.get(slot).map_or(0, |head| head.print);
        if near.len() == wanted || is_deep(&near, print, asked.limit) {
            return Ok(near);
        }
        // The index gave up early, or what is near says the same again and again.
        sqlx::raw_sql(UNFOLLOW).execute(&mut **connection).await?;
    }
    search.compare_all(connection).await
}

/// Whether `depth` of the wanted are found sooner along the index, where so many of all are wanted, than by looking at
/// each that is wanted.
fn is_worth_following(wanted: usize, of: usize, depth: usize) -> bool {
    let met = depth.saturating_mul(of) / wanted.max(1);
    met.saturating_mul(STEP) < wanted
}

struct Search<'a> {
    asked: &'a Asked<'a>,
    snapshot: &'a Snapshot,
    allowed: &'a Allowed,
    vector: &'a QueryVector,
}

impl Search<'_> {
    async fn follow(&self, connection: &mut Connection) -> Done<Vec<(usize, f32)>> {
        let (dimensions, depth) = (self.vector.values.len(), self.asked.depth());
        let settings = format!("{FOLLOW}; SET LOCAL hnsw.ef_search TO {}", depth.min(MOST_AT_ONCE));
        sqlx::raw_sql(AssertSqlSafe(settings)).execute(&mut **connection).await?;
        let distance = format!("v.embedding::VECTOR({dimensions}) <#> $1::REAL[]::VECTOR({dimensions})");
        let sql = format!(
            "SELECT v.passage_number, {distance} {FROM} AND v.dimensions = {dimensions}
             ORDER BY {distance} LIMIT {depth}"
        );
        let query = sqlx::query_as(AssertSqlSafe(sql));
        let rows: Vec<(i64, f64)> = self.bind_to(query).fetch_all(&mut **connection).await?;
        self.slots(rows.into_iter().map(|(number, distance)| (number, distance as f32)))
    }

    /// In one row, which is read much more quickly than thousands.
    async fn compare_all(&self, connection: &mut Connection) -> Done<Vec<(usize, f32)>> {
        let dimensions = self.vector.values.len();
        let sql = format!(
            "SELECT array_agg(v.passage_number), array_agg((v.embedding <#> $1::REAL[]::VECTOR)::REAL)
             {FROM} AND v.dimensions = {dimensions}"
        );
        type Arrays = (Option<Vec<i64>>, Option<Vec<f32>>);
        let query = sqlx::query_as(AssertSqlSafe(sql));
        let (numbers, distances): Arrays = self.bind_to(query).fetch_one(&mut **connection).await?;
        self.slots(numbers.unwrap_or_default().into_iter().zip(distances.unwrap_or_default()))
    }

    fn bind_to<'q, O>(
        &self,
        query: QueryAs<'q, Postgres, O, PgArguments>,
    ) -> QueryAs<'q, Postgres, O, PgArguments> {
        let Asked { reader, filter, .. } = self.asked;
        let everyone = EVERYONE.to_owned();
        let some = |texts: Vec<String>| (!texts.is_empty()).then_some(texts);
        query
            .bind(self.vector.values.clone())
            .bind(stored(&reader.tenant).into_owned())
            .bind(all_stored(reader.groups.iter().chain([&everyone])))
            .bind(stored(&self.vector.embedder).into_owned())
            .bind(some(filter.kinds.iter().map(|kind| kind.name().to_owned()).collect()))
            .bind(some(all_stored(&filter.documents)))
            .bind(some(all_stored(&filter.links)))
            .bind(filter.from.map(|day| day.to_string()))
            .bind(filter.until.map(|day| day.to_string()))
    }

    /// pgvector's distance is the inner product with its sign turned round.
    fn slots(&self, rows: impl Iterator<Item = (i64, f32)>) -> Done<Vec<(usize, f32)>> {
        let mut near = Vec::new();
        for (number, distance) in rows {
            let slot = self.snapshot.slot(0, counted(number)?);
            near.extend(slot.filter(|slot| self.allowed.wants(*slot)).map(|slot| (slot, -distance)));
        }
        Ok(near)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_selective_filter_is_not_worth_the_index() {
        assert!(is_worth_following(50_000, 100_000, 200));
        assert!(!is_worth_following(500, 100_000, 200));
        assert!(!is_worth_following(5_000, 100_000, 200));
        assert!(!is_worth_following(100, 100, 200));
    }
}
