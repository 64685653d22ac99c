/** The proxy of this computer. */
export const proxy = {
  'proxy.title': 'Through a proxy, such as Tor',
  'proxy.text':
    'With a proxy, everything that Hearth contacts is contacted through it, or not at all. Computers of a group do not connect directly then. A keeper that a group has agreed to is reached through the proxy, and words go by it both ways; without one, what you write waits, or goes by file.',
  'proxy.address': 'Address of a SOCKS proxy',
  'proxy.address.hint': 'A name and a number, as in 127.0.0.1:9050, where Tor usually is.',
  'proxy.save': 'Use this proxy',
  'proxy.off': 'Use no proxy',
  'proxy.is.off': 'No proxy is used.',
  'proxy.is.answers': 'The proxy answers. Everything goes through it.',
  'proxy.is.silent':
    'The proxy does not answer. Until it does, Hearth contacts nobody, and nothing goes past it. What you write is safe on this computer.',
  'proxy.is.unreadable':
    'The file with the proxy’s address cannot be read any more. Until you set it anew, Hearth contacts nobody. What you write is safe on this computer.',
} as const;

/** What can be wrong with it. */
export const proxyErrors = {
  'error.ProxyAddressInvalid':
    'This is not the address of a proxy: it is a name and a number up to 65535, as in 127.0.0.1:9050. Nothing was changed.',
} as const;
