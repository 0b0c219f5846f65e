/** What a screen can do without: where it fails, a line says so, and the rest of the screen stays. */
import { Component, type ReactNode } from 'react'

type Props = { instead: string; children: ReactNode }

export class Optional extends Component<Props, { hasFailed: boolean }> {
  override state = { hasFailed: false }

  static getDerivedStateFromError = () => ({ hasFailed: true })

  override render() {
    return this.state.hasFailed ? <p className="muted">{this.props.instead}</p> : this.props.children
  }
}
