const KEYS = '123456789*0#';
const LETTERS = ['', 'ABC', 'DEF', 'GHI', 'JKL', 'MNO', 'PQRS', 'TUV', 'WXYZ'];

/**
 * The twelve keys of a phone, and those of the keyboard while the focus is on them.
 * @param {HTMLElement} pad
 * @param {(name: string) => HTMLButtonElement} makeKey
 * @param {(key: string) => void} press
 */
export function fillKeypad(pad, makeKey, press) {
  for (const [index, key] of [...KEYS].entries()) {
    const button = makeKey(key);
    const letters = document.createElement('small');
    letters.textContent = LETTERS[index] ?? '';
    letters.ariaHidden = 'true';
    button.append(key, letters);
    button.onclick = () => press(key);
    pad.append(button);
  }
  pad.setAttribute('role', 'group');
  pad.onkeydown = ({ key, ctrlKey, metaKey, altKey }) => {
    if (KEYS.includes(key) && !ctrlKey && !metaKey && !altKey) {
      press(key);
    }
  };
}
