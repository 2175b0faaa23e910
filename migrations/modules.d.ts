/** What drizzle-kit generates for each object; the SQL files arrive as text (see the rules in wrangler.toml). */
declare module "*/migrations.js" {
  const config: {
    journal: { entries: { idx: number; when: number; tag: string; breakpoints: boolean }[] };
    migrations: Record<string, string>;
  };
  export default config;
}
