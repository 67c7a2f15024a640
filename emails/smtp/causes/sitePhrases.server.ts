const anyOf = (...phrases: string[]) => new RegExp(phrases.join("|"), "u");

/** A name that may be found at the next try. */
export const nameTrouble = anyOf(
  "(?:host|domain|name|mx|dns|lookup|address)[^;]{0,80} (?:try again|temporar\\w*|servfail|time ?out|timed out|server failure|query failed|lookup failure)|servfail|dns (?:soft|temporary|timeout|time-out|server)|cname lookup failed temporarily|temporar\\w+ (?:unable to|dns|lookup|name|failure)[^;]{0,40}(?:lookup|resol|dns|name)|temporary lookup failure|dns lookup (?:problem|tempfail)|lookup did not complete|no nameservers|name server timeout|domain name lookup failed temporarily",
);

/** A lookup failed because there is no such name. */
export const nameDenied =
  /(?:lookup|look-up|resol(?:ve|ution|ving)|query)(?: of \S+)? (?:failure|failed|error)[^;]{0,120}(?:\bnot found|no such|does(?: not|n't) exist|non-?existent|unknown (?:host|domain|name))/u;

/** Words by which a lookup may succeed at the next try. */
export const nameUndecided = /try again|temporar|servfail|server fail|time ?out|timed out|tempfail|retry/u;

/** The domain is not there, or takes no mail. */
export const noSuchDomain = anyOf(
  "(?:host|domain|hostname|domain name|host name|server|destination|name|site|mail domain|node)(?:\\(s\\))?(?: or (?:domain|host))?(?: name)?(?: \\S+)? (?:is |was |were |does |could |can ?|has been )*(?:unknown|not (?:be )?(?:found|exist|known|resolved|valid|registered|recogni[sz]ed)|n't (?:be )?(?:found|resolved|exist)|not resolv\\w*|non-?exist\\w*|invalid|not resolvable|cannot be resolved)",
  "(?:unknown|no such|invalid|non-?existent|unresolvable|illegal|bad|unrecogni[sz]ed) (?:destination |mail |recipient |remote |internet |e-?mail |or missing )?(?:host(?!ed)|domain|hostname|domain name|site|system address|host/domain)|nxdomain|mail (?:server|host) for \\S+ (?:is )?unknown|nonexistentdomain|domain not found|host not found|dns name not found|no (?:mail|mx|a|dns|ip|suitable|valid|usable)[- ]?(?:exchanger|host|hosts|server|servers|record|records|entry|entries|mx)?(?: or a)?(?: (?:records?|hosts?|servers?))?(?: (?:was|were|are|is))? (?:found|for|exist|configured|known|defined|available for the domain)",
  "couldn't find any host|could(?: not|n't) find (?:a |any )?(?:host|mail|mx|dns|domain|gateway)|can't find (?:host|domain|mx)|unable to (?:find|resolve|locate|look ?up)(?: an?| the| any)? (?:\\S+ )?(?:host|domain|mx|dns|mail|ip|server|name|route|\\S+\\.[a-z]{2,})|cannot (?:find|resolve|locate)(?: the| your)? (?:\\S+ )?(?:host|domain|mx|server)|name or service not known|name service error|no address associated|nodename nor servname|dns error|dns hard error|domain (?:does not|doesn't|doesnt) (?:exist|accept|resolve|have)|domain (?:has )?(?:expired|no longer)|domain has no mail|doesn't have (?:any|an?) (?:mx|mail|dns)|has no (?:mx|valid mail|mail exchanger|dns|a record)",
  "null mx|nullmx|does not accept (?:any )?mail|recipient domain|all relevant mx records point to non-?existent hosts|mx (?:record )?(?:is |points? to )?(?:invalid|localhost|non-?exist)|mx points to|lowest numbered mx|an mx or srv record indicated no smtp service|unrouteable mail domain|unroutable mail domain|no route to (?:domain|destination domain)|misconfigured dns|bad destination (?:host|system|domain)|hostunknown|domain is (?:unknown|invalid|not valid|not hosted|not local|parked|for sale)|mail domain mentioned in email address is unknown|domain .{0,60}(?:not found|unknown|n'existe pas|existiert nicht|no existe|non esiste|не существует|не найден|不存在|見つかりません)",
  "(?:domaine|dominio|domeny|domain|домен\\p{L}*|alan ad[ıi])[^.;]{0,40} (?:inconnu|introuvable|unbekannt|desconocid|inesistent|nie istnieje|не существует|не найден|bulunamad)|unbekannte domain|ドメイン[^。]{0,20}(?:存在し|見つかり|不明)|域名[^。]{0,12}(?:不存在|错误|未找到)",
);

/** Too large for the system or the mailbox. */
export const overLimit = anyOf(
  "(?:message|mail|e-?mail|size|attachment|content|data|header)s?[^.;]{0,60} (?:too (?:large|big)|exceed\\w*[^.;]{0,40}(?:size|maximum|limit|length)|(?:is )?(?:larger|bigger|greater) than)|(?:exceed\\w*|over|above|larger than|beyond)[^.;]{0,40}(?:message size|size limit|maximum (?:message|allowed|mail)?[^.;]{0,15}size|maximum size|fixed maximum|administrative limit)|message size|size limit exceeded|mail size limit|too big|too much (?:mail |message )?data|max message size|message length exceeds|sizelimit|resolver\\.rst\\.(?:send|recip)sizelimit",
  "nachricht[^.;]{0,30} zu gro(?:ß|ss)|message trop (?:volumineux|gros|grand)|taille (?:maximale|du message)|mensaje (?:es )?demasiado grande|tamaño|messaggio troppo grande|dimensioni? (?:massim|del messaggio)|mensagem muito grande|bericht (?:is )?te groot|zbyt du[zż]a|слишком большо|превышает (?:допустимый|максимальный) размер|サイズ(?:が|の)?[^。]{0,15}(?:超え|大き|制限)|邮件(?:过大|太大)|信件大小",
);

/** Our address, host or text is not wanted. */
export const unwanted = anyOf(
  "\\bspam|anti-?spam|junk mail|unsolicited|\\bu[bc]e\\b|bulk mail|block ?list|black ?list|blacklisted|deny ?list|denied by|spamhaus|spamcop|sorbs|uceprotect|barracuda(?:central)? (?:reputation|block)|b\\.barracudacentral|invaluement|senderscore|cloudmark|\\brbls?\\b|dnsbl|reputation|\\babus|phish|malicious|on our block list|listed (?:in|at|on|by) |poor (?:sender )?reputation|banned|blocked|prohibited (?:by|sender|due)|\\[ts[so]\\d+\\]|\\[ph01\\]|\\(hvu:|\\(dyn:|\\(con:b|\\(rly:b|ip=\\S+ - a problem occurred|connection refused by policy",
  "policy|prohibit|administrative(?:ly)? (?:den|prohib|reject)|access (?:is )?denied|not authori[sz]ed|unauthori[sz]ed|not allowed|not permitted|permission denied|forbidden|restricted|refused by|rejected (?:by|due|because|for|as)|content (?:rejected|denied|filter|not accept|policy|restriction)|message (?:was |has been )?(?:rejected|refused|blocked|content rejected|filtered|looks like|considered|identified|classified|detected|scored)|content (?:of this )?(?:message )?(?:was )?(?:rejected|presents)|filter|complaint|suspicious|untrusted|no thanks|go away|denied|dynamic ip|residential|generic (?:ptr|rdns|hostname)|mail (?:is )?refused|not accepted for policy|security",
  "als spam|abgelehnt|richtlinie|unerwünscht|indésirable|refusé\\b|refuse(?:d)? pour|politique|considerado|no deseado|rechazado|política|rifiutat|indesiderat|rejeitad|bloquead|geweigerd|odrzucon|спам|отклонен|заблокирован|отказано|политик|istenmeyen|reddedildi|スパム|迷惑メール|拒否|垃圾邮件|垃圾|被拒|拒绝|拒絕|스팸|거부|차단",
);

/** Our sender, sender's domain or login. */
export const senderRefused = anyOf(
  "sender(?:'s)? (?:address |domain |host |e-?mail |ip )?(?:address |\\S+ )?(?:is |was |has been |been )?(?:rejected|refused|denied|blocked|verify|not (?:exist|valid|found|accepted|allowed|resolv)|unknown|invalid|does not (?:exist|resolve)|must|cannot|could not be|verification)|sender verif|(?:invalid|bad|unknown|forged) (?:envelope )?sender|sender callout|callback|mail from (?:domain|address|command|denied|rejected)|return path|reverse-?path|domain of sender|envelope sender|from address|\"from\" (?:address|header)|(?:sender|your)(?:'s)? domain|\\b(?:helo|ehlo)\\b[^.;]{0,40}(?:reject|invalid|not |must|mismatch|bad|refused|denied)|(?:reject|invalid|bad|malformed)\\w*[^.;]{0,20} (?:helo|ehlo)\\b",
);

/** SPF, DKIM, DMARC, PTR, TLS of our domain. */
export const notAuthenticated = anyOf(
  "\\b(?:spf|dkim|dmarc|domainkeys|sender ?id|arc)\\b|unauthenticated (?:e-?mail|mail|message)|ptr (?:record|lookup)|reverse (?:dns|lookup|hostname)|rdns\\b|no ptr|authentication[- ](?:results?|level|checks?|information|policy)|starttls|\\btls\\b",
);

/** The connection could not be made safe: the text, the reader and our name are no part of that. */
export const tlsTrouble =
  /\b(?:start)?tls\b[^.;]{0,80} (?:not (?:available|offered|supported|established|possible|ready|trusted)|unavailable|temporar\w*|handshake|negotiation|fail\w*|error|problem|trouble)|(?:cannot|can't|could not|unable to|failed to|failure to) (?:start|initiate|negotiate|establish|set up)(?: an?| the)? (?:start)?tls\b|\b(?:start)?tls (?:handshake|negotiation|connection|session) (?:fail|error|problem)|server certificate (?:is |was |could )?(?:not|untrusted|expired)|certificate (?:verification|verify) failed|\b(?:mta-sts|dane|tlsa)\b/u;

/** The server wants TLS of who hands over to it, which is ours to set up. */
export const tlsWanted =
  /must (?:issue|use|start)|issue a starttls|use starttls|starttls (?:first|command first)|requires? (?:start)?tls|encryption (?:is )?(?:required|needed)/u;

/** Our authentication could not be looked up, which may pass. */
export const authenticationUndecided =
  /\b(?:spf|dkim|dmarc|ptr|reverse dns|rdns)\b[^.;]{0,100}(?:temp ?-?error|temp ?-?fail|temporar|time ?out|timed out|servfail|try again|lookup (?:failed|failure|error))|(?:temporar\w*|transient)[^.;]{0,60}\b(?:spf|dkim|dmarc)\b/u;

/** A host or address that stands in what we sent. */
export const namedInMessage =
  /(?:domain|hostname|url|uri|link|website|web ?site)s?\b[^;]{0,60} (?:in|within|inside|from) (?:the |your |this )?(?:message(?: body| text| content)?|body|e?-?mail(?! from)|text|content)\b|(?:body|message|mail|e-?mail|content|text)\b[^.;]{0,30} (?:contain|includ|nam|mention|has|have|refer|link)\w*[^.;]{0,60}\b(?:domain|host|url|uri|link|website|web ?site)s?\b|\b(?:surbl|uribl|uri ?bl|url ?bl|domain block ?list|ivmuri)\b/u;

/** Words about the one that a mail is for, not about its sender. */
export const aboutRecipient =
  /recipient|\brcpt\b|destination|no such user|unknown user|user unknown|mailbox|null ?mx|does not accept (?:any )?mail/u;

/** Login or relaying. */
export const relayRefused = anyOf(
  "relay(?:ing)?(?: access| of mail| through| to| for| by| from| mail| e?-?mail| messages?)*(?: \\S+)? (?:is |was |not )*(?:denied|permitted|allowed|prohibited|refused|disallowed|rejected|disabled|supported)|(?:no|not?|unable|won't|will not|do(?:es)? not|don't|denied|cannot|refus\\w+) (?:to |be |allowed |permitted |open )*(?:relay|to relay)|not (?:a |an )?(?:open )?relay|relaying mail|relay_denied|not a gateway|(?:isn't|not) in my list of allowed rcpthosts|authentication (?:is )?required|must authenticate|authenticate first|auth(?:entication)? failed|relay access|we do not relay|is not (?:permitted|allowed) to relay",
);

/** Too much or too fast. */
export const tooFast = anyOf(
  "\\b(?:rate[- ]?limit\\w*|throttl\\w*|too (?:many|fast|much|frequent\\w*|quickly)|(?:exceed|reach)\\w*[^.]{0,60}(?:limit|quota|connections|messages)|(?:connection|message|sending|mail)s? (?:rate|limit|quota)|slow down|unusual (?:rate|volume|traffic)|rate (?:that|at)|receiving mail (?:too|at)|resources? (?:temporarily )?(?:unavailable|restricted)|try (?:again )?(?:slower|less)|over (?:the )?(?:hourly|daily)|concurren\\w+)",
);

/** A first contact that is to wait. */
export const greylisted = anyOf(
  "gr[ae]y-?list|gr[ae]ylisted|postgrey|please (?:re)?try (?:again )?(?:in|after) \\d+ (?:sec|min)|first (?:contact|time)[^.]{0,30}(?:wait|retry|later)|early retry",
);

/** Given up after days, or nobody answered. */
export const noConnection = anyOf(
  "(?:connection|connect|session|operation|delivery|message|command|server|host|conversation|attempt|retry|read|write|smtp|data|greeting|remote)[^.;]{0,60} (?:timed? ?out|time-?out|refused|reset|dropped|lost|closed|aborted|unreachable|not (?:respond\\w*|answer\\w*|reachable|available)|down\\b|expired|failed|lost connection|broken|unavailable)|timed? ?out|time-?out|unreachable|no route to host|couldn't (?:establish|connect|open)|could not (?:connect|establish|be established|open|contact|reach)|(?:can(?:no|')t|unable to|failed to|wasn't able to) (?:establish|connect|open|contact|reach|talk|send to identified)|i wasn't able to establish|lost connection|connection (?:was |is )?(?:refused|lost|died|broken|reset|dropped)|host (?:is )?(?:down|unreachable|not reachable)|no answer from host|bad (?:connection|greeting)|did not (?:respond|answer|like our helo)|broken pipe|connected to \\S+ but (?:connection died|greeting failed|sender was rejected)|all (?:hosts|servers|mx)[^.;]{0,40}(?:failed|unavailable|down|unreachable|have been failing)|retry time(?:out)? (?:not reached|exceeded)|retry timeout",
  "(?:delivery|message|mail|queue|retry|time|expiration|lifetime|it)[^.;]{0,60} (?:expired|exceeded|has been in the queue too long|too long|too old|gave up|giving up|given up)|message expired|queue\\.expired|delivery expired|expired|too long (?:in|on) (?:the )?queue|(?:in|on) the queue (?:for )?too long|undeliver(?:ed|able) (?:for|after|within)|not delivered (?:within|after|in)|could not be (?:sent|delivered) (?:for|within|in|after) (?:\\S+ )?(?:days?|hours?|\\d+)|(?:unable|failed|failing) to deliver[^.;]{0,40} (?:for|after|within|since) [^.;]{0,20}(?:days?|hours?)|for (?:the last |more than |over )?\\d+ (?:days?|hours?)|maximum (?:retry|number of (?:retries|attempts|tries)|time in queue)|retries? (?:exhausted|exceeded|failed)|multiple attempts|after \\d+ (?:attempts|tries|retries|days|hours)|keeps? failing|zeitüberschreitung|délai (?:dépassé|expiré)|tiempo de espera|tempo scaduto|tempo limite|превышен[^.]{0,20}(?:врем|ожидан)|タイムアウト|超时|逾時|smtpsend\\.(?:dns\\.)?(?:connectivity|remote)",
);

/** The receiving system is at fault for now. */
export const systemTrouble = anyOf(
  "local (?:error|configuration|delivery)|internal (?:server |software |error|system|configuration)|system (?:error|problem|not accepting|failure|resources|config|incorrectly|overload|is busy)|server (?:error|busy|too busy|overloaded|problem|is not|configuration|failure)|resources?|temporar\\w*|try (?:again )?later|later\\b|service (?:is )?(?:not available|unavailable|currently)|(?:i/o|input/output|disk|read|write|database|ldap|sql|mysql|script|pipe|program|procmail|maildrop|vdelivermail|mailer|command|process|lmtp|dovecot|filter|unix)[^.;]{0,40}(?:error|fail\\w*|crash\\w*|died|exited|status|return|unavailable)|child (?:crashed|process)|unable to (?:open|create|write|lock|process|chdir|run|append|deliver to mailbox)|cannot (?:open|create|write|append|chdir|update|lock)|(?:mail(?:er|box)?|message) (?:loop|is looping|hop)|too many hops|hop count|loops? (?:back )?to (?:myself|itself|me)|(?:mail|routing|forwarding|message|delivery|delivery-)[- ]?loop|loop(?:ing|s)? (?:detected|back)|loop detected|too many received|hops\\b|configuration error|config error|out of memory|please (?:re)?try|maildir|can't create|deferred|busy",
);

/** The form of what we sent. */
export const badContent = anyOf(
  "virus|worm\\b|malware|trojan|infected|executable|attachment|(?:mime|header|format|syntax|encoding|character|charset|body|content|date|subject|message-id|line|utf-?8|smtputf8|8bit)[^.;]{0,40} (?:error|invalid|malformed|missing|illegal|not (?:support|allow|permitted|valid)\\w*|too long|violat\\w*|required|problem)|malformed|headers? fail|syntax check|invalid (?:mime|header|message|data|character)|rfc ?\\d{3,4}|bare (?:lf|cr|newline)|conversion (?:required|not|failed|lost)|not compliant|unsupported|transaction failed|multiple from|does not comply|content type|message content",
);
