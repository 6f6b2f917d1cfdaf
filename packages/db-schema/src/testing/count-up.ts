import pg from 'pg';

/** Counts up in transactions, with a failing query now and then: `count-up URL WORKER TRANSACTIONS`. */
const [url, worker, transactions] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString: url, max: 3 });
const countUp = async (index: number): Promise<void> => {
  const client = await pool.connect();
  try {
    if (index % 5 === 0) await client.query('select * from nowhere').catch(() => null);
    await client.query('begin');
    const { rows } = await client.query('select value from counter where id = $1', [1]);
    await client.query('update counter set value = $1 where id = $2', [rows[0].value + 1, 1]);
    await client.query('insert into increments (worker, index) values ($1, $2)', [worker, index]);
    await client.query('commit');
  } finally {
    client.release();
  }
};
await Promise.all(Array.from({ length: Number(transactions) }, (_, index) => countUp(index)));
await pool.end();
