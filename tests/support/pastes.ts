/** A clipboard as a program fills it, the page that must come of it, and the notes. */
export type Paste = { from: string; html?: string; text?: string; shows: string; notes?: string[] };

const wordList = (level: number, bullet: string, words: string, series = "l0") =>
  `<p class=MsoListParagraphCxSpMiddle style='margin-left:${level * 36}.0pt;text-indent:-18.0pt;mso-list:${series} level${level} lfo1'><![if !supportLists]><span style='mso-bidi-font-family:Calibri'><span style='mso-list:Ignore'>${bullet}<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp; </span></span></span><![endif]>${words}<o:p></o:p></p>`;
const word = (body: string, styles = "") =>
  `<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word"><head><meta name=ProgId content=Word.Document><meta name=Generator content="Microsoft Word 15"><!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]--><style><!-- p.MsoNormal, li.MsoNormal {margin:0cm; font-size:12.0pt} ${styles} --></style></head><body lang=EN-GB><!--StartFragment-->${body}<!--EndFragment--></body></html>`;
const scrolls = (rows: string, caption = "", label = caption || "Table") =>
  `<figure>${caption && `<figcaption dir="auto">${caption}</figcaption>`}<div class="table-scroll" role="region" aria-label="${label}" tabindex="0"><table>${rows}</table></div></figure>`;

const noteMark =
  '<sup class="footnote-mark"><a id="to-note-1" href="#note-1" role="doc-noteref" aria-label="Note 1">1</a></sup>';
/** The end of a text with one footnote. */
const notes = (words: string) =>
  '<section role="doc-endnotes" aria-labelledby="notes-heading" class="footnotes"><h2 id="notes-heading">Notes</h2><ol>' +
  `<li id="note-1"><span dir="auto">${words}</span> <a href="#to-note-1" role="doc-backlink" aria-label="Back to note 1 in the text">↩\ufe0e</a></li></ol></section>`;

/** One of each kind, in the form that the programs write. */
export const pastes: Paste[] = [
  {
    from: "Word: a list that begins with four",
    html: word(wordList(1, "4.", "Four") + wordList(1, "5.", "Five")),
    shows: '<ol start="4"><li><p>Four</p></li><li><p>Five</p></li></ol>',
  },
  {
    from: "Word: a list in a list, which goes on behind a paragraph and begins once more",
    html: word(
      wordList(1, "1.", "One") +
        wordList(2, "·", "inner") +
        wordList(2, "·", "inner too") +
        wordList(1, "2.", "Two") +
        "<p class=MsoNormal>Between.<o:p></o:p></p>" +
        wordList(1, "3.", "Three") +
        wordList(1, "1.", "New", "l1"),
    ),
    shows:
      "<ol><li><p>One</p><ul><li><p>inner</p></li><li><p>inner too</p></li></ul></li><li><p>Two</p></li></ol>" +
      '<p>Between.</p><ol start="3"><li><p>Three</p></li></ol><ol><li><p>New</p></li></ol>',
  },
  {
    from: "Word: a list with letters, and one with Roman numerals",
    html: word(wordList(1, "b)", "B") + wordList(1, "c)", "C") + "<p class=MsoNormal>x</p>" + wordList(1, "iv.", "IV")),
    shows: '<ol start="2"><li><p>B</p></li><li><p>C</p></li></ol><p>x</p><ol start="4"><li><p>IV</p></li></ol>',
    notes: ["2 lists with letters or Roman numerals now have numbers."],
  },
  {
    from: "Word: deleted and inserted text, and a comment",
    html: word(
      '<p class=MsoNormal>Keep <del cite="mailto:X" datetime="2024-01-01">removed</del><ins cite="mailto:X">added</ins> end<a style=\'mso-comment-reference:X_1\'>x</a><span class=MsoCommentReference><span style=\'mso-special-character:comment\'><a class=msocomanchor id="_anchor_1" href="#_msocom_1">[X1]</a></span></span></p><div style=\'mso-element:comment-list\'><hr class=msocomoff align=left size=1 width="33%"><div style=\'mso-element:comment\'><div id="_com_1" class=msocomtxt><p class=MsoCommentText>Secret remark</p></div></div></div>',
    ),
    shows: "<p>Keep added endx</p>",
    notes: ["1 deleted passage was left out: “removed”.", "1 comment was left out: “Secret remark”."],
  },
  {
    from: "Word: hidden text, small letters, a quotation, a title and headings",
    html: word(
      "<p class=MsoTitle>Title</p><h1>One<o:p></o:p></h1><h4>Four</h4><p class=MsoNormal>10<sup>6</sup> of CO<sub>2</sub>, <s>nine</s> <span style='mso-hide:all;display:none'>draft</span>ten, <span style='position:relative;top:-3.0pt;mso-text-raise:3.0pt'>up</span>.</p><p class=MsoIntenseQuote>Said.</p><p class=MsoNormal><o:p>&nbsp;</o:p></p>",
    ),
    shows:
      "<h2>Title</h2><h2>One</h2><h3>Four</h3><p>10<sup>6</sup> of CO<sub>2</sub>, <s>nine</s> ten, <sup>up</sup>.</p><blockquote><p>Said.</p></blockquote>",
    notes: [
      "1 hidden text was left out: “draft”.",
      "1 heading got one of the three levels that there are here: “One”.",
    ],
  },
  {
    from: "Word: a table with its caption, a joined cell, a list in a cell and a picture",
    html: word(
      "<p class=MsoCaption>Table <span style='mso-field-code:\"SEQ Table\"'>1</span>. Boats</p><table class=MsoTableGrid border=1 cellspacing=0 cellpadding=0><thead><tr><td width=301 valign=top><p class=MsoNormal><b>Port<o:p></o:p></b></p></td><td><p class=MsoNormal align=right style='text-align:right'><b>Boats</b></p></td></tr></thead><tr><td rowspan=2><p class=MsoNormal>Oslo</p></td><td><p class=MsoNormal align=right style='text-align:right'>12</p></td></tr><tr><td>" +
        wordList(1, "·", "a") +
        wordList(1, "·", "b") +
        '</td></tr></table><p class=MsoNormal><img width=200 height=100 src="file:///C:/Users/X/clip_image001.png" alt="A quay"></p>',
    ),
    shows: scrolls(
      '<thead><tr><th scope="col">Port</th><th scope="col" style="text-align:right">Boats</th></tr></thead><tbody><tr><td>Oslo</td><td style="text-align:right" class="number">12</td></tr><tr><td></td><td>• a<br/>• b</td></tr></tbody>',
      "Table 1. Boats",
    ),
    notes: [
      "1 picture was not brought in; place by hand: “A quay”.",
      "Joined cells of 1 table were taken apart.",
      "Lists or headings in 1 cell became lines: “• a • b”.",
    ],
  },
  {
    from: "Word: a footnote, and text struck out twice",
    html: word(
      "<p class=MsoNormal>It rose<a style='mso-footnote-id:ftn1' href=\"#_ftn1\" name=\"_ftnref1\"><span class=MsoFootnoteReference><span style='mso-special-character:footnote'><![if !supportFootnotes]><span class=MsoFootnoteReference><span style='font-size:12.0pt'>[1]</span></span><![endif]></span></span></a> to <span style='text-line-through:double'>nine</span> ten.</p><div style='mso-element:footnote-list'><hr align=left size=1 width=\"33%\"><div style='mso-element:footnote' id=ftn1><p class=MsoFootnoteText><a href=\"#_ftnref1\" name=\"_ftn1\"><span class=MsoFootnoteReference>[1]</span></a> By two.</p></div></div>",
      "span.MsoFootnoteReference {vertical-align:super}",
    ),
    shows: `<p>It rose${noteMark} to <s>nine</s> ten.</p>${notes("By two.")}`,
  },
  {
    from: "Google Docs: a footnote with a link",
    html: '<p><span>It rose</span><sup><a href="#ftnt1" id="ftnt_ref1">[1]</a></sup><span> to ten.</span></p><hr><div><p><a href="#ftnt_ref1" id="ftnt1">[1]</a><span>&nbsp;By </span><span><a href="https://paper.example/">two</a></span><span>.</span></p></div>',
    shows: `<p>It rose${noteMark} to ten.</p>${notes('By <a href="https://paper.example/" rel="noopener noreferrer">two</a>.')}`,
  },
  {
    from: "LibreOffice: a footnote",
    html: '<p>It rose<a class="sdfootnoteanc" name="sdfootnote1anc" href="#sdfootnote1sym"><sup>1</sup></a> to ten.</p><div id="sdfootnote1"><p class="sdfootnote"><a class="sdfootnotesym" name="sdfootnote1sym" href="#sdfootnote1anc">1</a> By two.</p></div>',
    shows: `<p>It rose${noteMark} to ten.</p>${notes("By two.")}`,
  },
  {
    from: "a web page: a note in a list, and a link to a place that does not lead back",
    html: '<p>It rose<sup id="fnref:1"><a href="#fn:1">1</a></sup> to <a href="#ten">ten</a>.</p><p id="ten">Ten.</p><ol><li id="fn:1"><p>By two. <a href="#fnref:1">↩</a></p></li></ol>',
    shows: `<p>It rose${noteMark} to ten.</p><p>Ten.</p>${notes("By two.")}`,
  },
  {
    from: "Word on the web: each item is a list of its own",
    html: '<div class="OutlineElement"><div class="ListContainerWrapper"><ol class="NumberListStyle1" start="1"><li data-aria-level="1"><p>One</p></li></ol></div><div class="ListContainerWrapper"><ul class="BulletListStyle1"><li data-aria-level="2"><p>inner</p></li></ul></div><div class="ListContainerWrapper"><ol start="2"><li data-aria-level="1"><p>Two</p></li></ol></div><p role="heading" aria-level="1">Head</p></div>',
    shows: "<ol><li><p>One</p><ul><li><p>inner</p></li></ul></li><li><p>Two</p></li></ol><h2>Head</h2>",
  },
  {
    from: "Google Docs: marks by style, a list in a list, a task and a comment",
    html: '<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-1"><p dir="ltr"><span style="font-weight:400">10</span><span style="font-size:0.6em;vertical-align:super;">6</span><span> CO</span><span style="vertical-align:sub">2</span><span style="text-decoration:line-through">old</span><span style="font-weight:700"> bold</span><span style="font-style:italic"> slanted</span><sup><a href="#cmnt1" id="cmnt_ref1">[a]</a></sup></p><ol start="3"><li dir="ltr" aria-level="1"><p><span>Three</span></p></li><ul><li aria-level="2"><p>inner</p></li></ul><li aria-level="1"><p>Four</p></li></ol><ul><li role="checkbox" aria-checked="true"><img src="data:image/png;base64,iVBORw0KGgo=" width="17" height="17" alt="checked"><p>Done</p></li></ul></b><div><p><a href="#cmnt_ref1" id="cmnt1">[a]</a><span>Is this so?</span></p></div>',
    shows:
      '<p>10<sup>6</sup> CO<sub>2</sub><s>old</s><strong> bold</strong><em> slanted</em></p><ol start="3"><li><p>Three</p><ul><li><p>inner</p></li></ul></li><li><p>Four</p></li></ol><ul><li class="task"><p>☑ Done</p></li></ul>',
    notes: ["1 comment was left out: “[a]Is this so?”."],
  },
  {
    from: "Google Docs: a link by way of its counter, and a table whose first row is bold",
    html: '<b style="font-weight:normal;" id="docs-internal-guid-2"><p><a href="https://www.google.com/url?q=https://port.example/a&amp;sa=D"><span>port</span></a></p><div dir="ltr" align="left"><table style="border:none"><colgroup><col width="300"><col width="300"></colgroup><tbody><tr><td><p><span style="font-weight:700">Port</span></p></td><td><p><span style="font-weight:700">Boats</span></p></td></tr><tr><td><p>Oslo</p></td><td><p style="text-align:center">12</p></td></tr></tbody></table></div></b>',
    shows:
      '<p><a href="https://port.example/a" rel="noopener noreferrer">port</a></p>' +
      scrolls(
        '<thead><tr><th scope="col">Port</th><th scope="col">Boats</th></tr></thead><tbody><tr><td>Oslo</td><td style="text-align:center" class="number">12</td></tr></tbody>',
      ),
    notes: ["1 link leads straight to its page, not by way of another site: “port.example”."],
  },
  {
    from: "LibreOffice: a tracked deletion, a nested list and a table with a caption",
    html: '<html><head><meta name="generator" content="LibreOffice 24.2 (Linux)"><style type="text/css">td p { margin: 0 } .hid { display: none }</style></head><body><p>It is <del cdate="2026-11-01T10:00:00">not </del><ins cdate="2026-11-01T10:00:00">now </ins>so<span class="hid">x</span>, <strike>nine</strike> <font size="2"><sup>2</sup></font>.</p><ol start="7"><li><p>Seven</p></li><ol><li><p>inner</p></li></ol><li><p>Eight</p></li></ol><table><tr><th><p>Port</p></th><th><p>Boats</p></th></tr><tr><td><p>Oslo</p></td><td sdval="12"><p align="right">12</p></td></tr></table><p class="caption-western">Boats by port</p></body></html>',
    shows:
      '<p>It is now so, <s>nine</s> <sup>2</sup>.</p><ol start="7"><li><p>Seven</p><ol><li><p>inner</p></li></ol></li><li><p>Eight</p></li></ol>' +
      scrolls(
        '<thead><tr><th scope="col">Port</th><th scope="col">Boats</th></tr></thead><tbody><tr><td>Oslo</td><td style="text-align:right" class="number">12</td></tr></tbody>',
        "Boats by port",
      ),
    notes: ["1 deleted passage was left out: “not”.", "1 hidden text was left out: “x”."],
  },
  {
    from: "Pages: marks by class",
    html: '<!DOCTYPE html><html><head><meta name="Generator" content="Cocoa HTML Writer"><style type="text/css">p.p1 {margin: 0.0px; font: 12.0px Helvetica} span.s1 {font: 8.0px Helvetica; vertical-align: 4.0px} span.s2 {vertical-align: -2.0px} span.s3 {text-decoration: line-through}</style></head><body><p class="p1">10<span class="s1">6</span> CO<span class="s2">2</span> <span class="s3">old</span></p><ol class="ol1"><li class="li1">One</li></ol></body></html>',
    shows: "<p>10<sup>6</sup> CO<sub>2</sub> <s>old</s></p><ol><li><p>One</p></li></ol>",
  },
  {
    from: "Excel: sides and bold by class, a hidden row, empty ends",
    html: '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta name=ProgId content=Excel.Sheet><style><!--table {mso-displayed-decimal-separator:"\\."} td {padding:0px; font-weight:400} .xl65 {font-weight:700;} .xl66 {text-align:right; mso-number-format:"\\#\\,\\#\\#0";} --></style></head><body><table border=0 cellpadding=0 cellspacing=0><col width=64 span=2><!--StartFragment--><tr height=20><td class=xl65>Port</td><td class=xl65>Boats</td><td></td></tr><tr><td>Oslo</td><td class=xl66 align=right x:num>1,200</td><td></td></tr><tr style="display:none"><td>Draft</td><td>0</td><td></td></tr><!--EndFragment--></table></body></html>',
    shows: scrolls(
      '<thead><tr><th scope="col">Port</th><th scope="col">Boats</th></tr></thead><tbody><tr><td>Oslo</td><td style="text-align:right" class="number">1,200</td></tr></tbody>',
    ),
    notes: ["1 hidden text was left out: “Draft0”."],
  },
  {
    from: "Excel: a cell that is struck out, one in bold, one in italic",
    html: '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><style>.xl67 {text-decoration:line-through} .xl68 {font-weight:700} .xl69 {font-style:italic}</style></head><body><table><tr><td class=xl67>nine</td><td>a</td></tr><tr><td class=xl68>ten</td><td class=xl69>b</td></tr></table></body></html>',
    shows: scrolls(
      "<tbody><tr><td><s>nine</s></td><td>a</td></tr><tr><td><strong>ten</strong></td><td><em>b</em></td></tr></tbody>",
    ),
  },
  {
    from: "a web page: struck out by the long form of a style",
    html: '<p>It is <span style="text-decoration-line: line-through;">nine</span> ten. <span style="text-decoration: underline">Ten</span>.</p>',
    shows: "<p>It is <s>nine</s> ten. Ten.</p>",
  },
  {
    from: "Excel: one cell",
    html: '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><style>.xl65 {font-weight:400}</style></head><body><table><tr><td class=xl65 align=right>1,200</td></tr></table></body></html>',
    shows: "<p>1,200</p>",
  },
  {
    from: "a spreadsheet that gives text only",
    text: "Port\tBoats\nOslo\t12\n",
    shows: scrolls(
      '<tbody><tr><td>Port</td><td>Boats</td></tr><tr><td>Oslo</td><td class="number">12</td></tr></tbody>',
    ),
  },
  {
    from: "Notion: tasks, items as lists of their own, a picture with its caption",
    html: '<meta charset="utf-8"><h1>Head</h1><ul class="to-do-list"><li><div class="checkbox checkbox-on"></div> <span>Done</span></li></ul><ul><li><input type="checkbox"> Open</li></ul><ol type="1" start="1"><li>One</li></ol><ol type="1" start="2"><li>Two</li></ol><figure class="image"><a href="quay.png"><img src="quay.png"></a><figcaption>The quay</figcaption></figure>',
    shows:
      '<h2>Head</h2><ul><li class="task"><p>☑ Done</p></li></ul><ul><li class="task"><p>☐ Open</p></li></ul><ol><li><p>One</p></li><li><p>Two</p></li></ol><p>The quay</p>',
    notes: [
      "1 picture was not brought in; place by hand: “quay.png”.",
      "1 link was made plain words: it leads nowhere from here.",
      "1 heading got one of the three levels that there are here: “Head”.",
    ],
  },
  {
    from: "Gmail: paragraphs by two line breaks, a smiley, a tracking picture",
    html: '<div dir="ltr">First<br><br>Second<img class="an1" goomoji="1f389" alt="🎉" src="https://fonts.example/e.png" width="20"><div>Third</div></div><img src="https://t.example/p.gif" width="1" height="1">',
    shows: "<p>First</p><p>Second🎉</p><p>Third</p>",
    notes: ["1 tracking picture was left out: “t.example”."],
  },
  {
    from: "Outlook: a link by way of its scanner, a mail's layout in tables, a preheader",
    html: '<div style="display:none;max-height:0;overflow:hidden">Preheader</div><table role="presentation"><tr><td><table><tr><td><p>First <a href="https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fport.example%2F&amp;data=05">port</a></p></td></tr></table></td><td><p>Second</p></td></tr></table>',
    shows: '<p>First <a href="https://port.example/" rel="noopener noreferrer">port</a></p><p>Second</p>',
    notes: [
      "1 hidden text was left out: “Preheader”.",
      "1 link leads straight to its page, not by way of another site: “port.example”.",
      "1 table that only arranged things was dissolved.",
    ],
  },
  {
    from: "Slack: struck-out text, a smiley, lists with levels",
    html: '<meta charset="utf-8"><span>It is <s data-stringify-type="strike">nine</s> <b data-stringify-type="bold">ten</b> <img data-stringify-type="emoji" data-stringify-emoji=":tada:" alt=":tada:" src="https://a.slack-edge.example/t.png"></span><ul data-indent="0"><li data-stringify-indent="0">One</li></ul><ul data-indent="1"><li>inner</li></ul><ul data-indent="0"><li>Two</li></ul>',
    shows:
      "<p>It is <s>nine</s> <strong>ten</strong> :tada:</p><ul><li><p>One</p><ul><li><p>inner</p></li></ul></li><li><p>Two</p></li></ul>",
  },
  {
    from: "a web page: hidden text, a script, a tracking picture",
    html: '<p>See<span style="display:none">hidden</span><script>alert(1)</script><img src="https://t.example/p.gif" width=1 height=1> end</p>',
    shows: "<p>See end</p>",
    notes: ["1 tracking picture was left out: “t.example”.", "1 hidden text was left out: “hidden”."],
  },
  {
    from: "a web page: text struck out for readers, a quotation, a formula, a film, a link inside the site",
    html: '<p>It was <del>nine</del> <ins>ten</ins>, <q>so</q> <math alttext="10^6"><mn>10</mn></math> <a href="/about">there</a></p><iframe src="https://film.example/1"></iframe><dl><dt>Term</dt><dd>Means</dd></dl>',
    shows: "<p>It was <s>nine</s> ten, “so” 10^6 there</p><p>Term</p><p>Means</p>",
    notes: [
      "1 embedded part was left out: “film.example”.",
      "1 formula stands as plain signs: “10^6”.",
      "1 link was made plain words: it leads nowhere from here: “there”.",
    ],
  },
  {
    from: "a PDF reader: lines that break at the edge of the page",
    text: "The port of Oslo moved more boxes in October than in any month be-\nfore, and its night shift, which no driver has seen since the spring, is\nnow as long as the day.\nA second paragraph begins after a short line, as the first one ended so\nthat nobody could miss it.\n\nHeading\n",
    shows:
      "<p>The port of Oslo moved more boxes in October than in any month before, and its night shift, which no driver has seen since the spring, is now as long as the day.</p><p>A second paragraph begins after a short line, as the first one ended so that nobody could miss it.</p><p>Heading</p>",
    notes: [
      "3 lines that broke at the edge of a page were joined.",
      "1 word that was divided at the end of a line was joined: “before,”.",
    ],
  },
  {
    from: "a text of lines that were meant",
    text: "Ana Ruiz\n12 rue des Écoles\n75005 Paris",
    shows: "<p>Ana Ruiz</p><p>12 rue des Écoles</p><p>75005 Paris</p>",
  },
];
