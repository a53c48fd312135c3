// Fetches a script, once; gives what it has left on its element. Readers fetch what they use.
const folder = document.currentScript.src.replace(/[^/]*$/, "");
const fetched = {};
const fetchScript = (address) =>
  (fetched[address] ??= new Promise((done, fail) => {
    const script = document.createElement("script");
    script.onload = () => done(script.spec);
    script.onerror = () => fail((fetched[address] = undefined));
    script.src = address;
    document.head.append(script);
  }));
