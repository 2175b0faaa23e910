/** Text files arrive as text (see the rules in wrangler.toml). */
declare module "*.txt" {
  const text: string;
  export default text;
}
