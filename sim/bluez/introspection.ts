/**
 * How the simulated BlueZ describes itself to who asks (org.freedesktop.DBus.Introspectable): as much as node-ble reads.
 * Owns the text only. API: bluez 5.66, doc/adapter-api.txt.
 */

const PROPERTIES = `<interface name="org.freedesktop.DBus.Properties">
  <method name="Get"><arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="v" direction="out"/></method>
  <method name="GetAll"><arg type="s" direction="in"/><arg type="a{sv}" direction="out"/></method>
  <method name="Set"><arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="v" direction="in"/></method>
  <signal name="PropertiesChanged"><arg type="s"/><arg type="a{sv}"/><arg type="as"/></signal>
</interface>`;
const ADAPTER = `<interface name="org.bluez.Adapter1">
  <method name="StartDiscovery"/>
  <method name="StopDiscovery"/>
  <method name="SetDiscoveryFilter"><arg type="a{sv}" direction="in"/></method>
  <property name="Powered" type="b" access="readwrite"/>
  <property name="Discovering" type="b" access="read"/>
</interface>`;
const MANAGER = `<interface name="org.bluez.AgentManager1"/>`;

/** `children`: the names of the nodes right below. */
export function describe(kind: 'root' | 'manager' | 'adapter', children: readonly string[]): string {
  const interfaces = { root: '', manager: MANAGER, adapter: `${ADAPTER}${PROPERTIES}` }[kind];
  const nodes = children.map((name) => `<node name="${name}"/>`).join('');
  return `<node>${interfaces}${nodes}</node>`;
}
