// A real Bluesky server (its PDS) with one account, on a free port of this machine, until its input ends.
import { TestNetworkNoAppView } from '@atproto/dev-env'

const [handle, password] = process.argv.slice(2)
const network = await TestNetworkNoAppView.create({ dbPostgresSchema: undefined })
await network.pds.getClient().createAccount({ email: 'pilot@example.com', handle, password })
console.log(`listening at ${network.pds.url}`)
process.stdin.resume()
process.stdin.on('end', () => process.exit(0))
